/// Lines that are said again and again, said once.
enum Repetitions {
    /// The lines, those that follow on equal ones left out and counted. Numbers, such as ports and times, make no difference.
    static func summarised(_ lines: some Sequence<String>) -> [String] {
        var result: [(line: String, pattern: String, count: Int)] = []
        for line in lines {
            let pattern = pattern(of: line)
            if let last = result.last, last.pattern == pattern {
                result[result.count - 1] = (line, pattern, last.count + 1)
            } else {
                result.append((line, pattern, 1))
            }
        }
        return result.map { $0.count > 1 ? "\($0.line)  (\($0.count) such lines)" : $0.line }
    }

    private static func pattern(of line: String) -> String {
        var pattern = ""
        for character in line.unicodeScalars {
            if !character.properties.numericType.isSome {
                pattern.unicodeScalars.append(character)
            } else if pattern.last != "0" {
                pattern += "0"
            }
        }
        return pattern
    }
}

extension Optional {
    fileprivate var isSome: Bool { self != nil }
}
