/// Finds the forms of values of which only fingerprints are known.
struct FingerprintIndex: Sendable {
    private struct Entry: Sendable {
        let form: FingerprintSet.Form
        let key: Int
    }

    private var keys: [FingerprintKey] = []
    /// For each key the forms by the hash of their first bytes.
    private var entries: [[UInt16: [Entry]]] = []

    init(_ sets: [FingerprintSet]) {
        for set in sets where !set.forms.isEmpty {
            let key = keys.firstIndex(of: set.key) ?? keys.count
            if key == keys.count {
                keys.append(set.key)
                entries.append([:])
            }
            for form in set.forms where form.length >= SecretForms.shortest {
                entries[key][form.head, default: []].append(Entry(form: form, key: key))
            }
        }
    }

    var isEmpty: Bool { keys.isEmpty }

    /// Where forms stand in a text.
    /// - Returns: the ranges, and how many of the last bytes could be the beginning of one.
    func matches(in text: [UInt8], isBare: Bool) -> (ranges: [Range<Int>], open: Int) {
        var ranges: [Range<Int>] = []
        // Too few bytes to tell anything.
        var open = min(text.count, SecretForms.shortest - 1)
        for (key, entries) in zip(keys, entries) {
            for place in text.indices.dropLast(SecretForms.shortest - 1) {
                guard let candidates = entries[key.head(text[place..<(place + 4)])] else { continue }
                for candidate in candidates where candidate.form.isBare == isBare {
                    let end = place + candidate.form.length
                    if end > text.count {
                        open = max(open, text.count - place)
                    } else if key.code(text[place..<end]) == candidate.form.code {
                        ranges.append(place..<end)
                    }
                }
            }
        }
        return (ranges, open)
    }
}
