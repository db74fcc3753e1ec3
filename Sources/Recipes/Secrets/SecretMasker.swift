import Foundation

/// Replaces the values of secrets in text, in the forms in which they usually leak.
struct SecretMasker {
    private var needles: [String] = []

    /// Values shorter than this are too common to be masked without making logs unreadable.
    static let shortest = 4

    mutating func learn(_ value: String) {
        var forms = [value]
        forms += value.split(whereSeparator: \.isNewline).map(String.init).filter { $0.count >= 8 }
        if value.utf8.count >= 8 {
            forms.append(Data(value.utf8).base64EncodedString().trimmingCharacters(in: ["="]))
            forms.append(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? value)
        }
        for form in forms where form.count >= Self.shortest && !needles.contains(form) { needles.append(form) }
        // The longest first, or a short secret inside a long one would leave the rest of it to be read.
        needles.sort { $0.count > $1.count }
    }

    func mask(_ text: String) -> String {
        needles.reduce(text) { $0.contains($1) ? $0.replacing($1, with: "***") : $0 }
    }
}
