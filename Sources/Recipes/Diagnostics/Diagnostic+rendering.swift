import TextSafety
import WorkerProtocol

extension Diagnostic {
    /// The diagnostic as plain text, the way every command shows it.
    public var rendered: String {
        var lines = ["error: \(SafeText.indented(message))"]
        if let excerpt { lines += excerpt.rendered }
        let margin = excerpt?.line == nil ? "  " : String(repeating: " ", count: excerpt?.margin ?? 2)
        for detail in details { lines += SafeText.lines(of: detail).map { "\(margin)│ \($0)" } }
        let path = [step.map { "step \($0)" }, callers].compactMap { $0 }.joined(separator: ", ")
        if !path.isEmpty { lines.append("\(margin)= \(path)") }
        if let hint { lines.append("\(margin)= help: \(SafeText.indented(hint, by: margin + "    "))") }
        if let page { lines.append("\(margin)= see: moondock docs \(page)") }
        return (lines + others.map(\.rendered)).joined(separator: "\n")
    }

    private var callers: String? {
        let named = traceback.dropFirst(excerpt == nil ? 0 : 1).prefix(4)
        guard !named.isEmpty else { return nil }
        return "called by " + named.map { "\($0.function) (\($0.position))" }.joined(separator: ", ")
    }
}

extension Diagnostic.Excerpt {
    var margin: Int { String(position.line).count + 1 }

    var rendered: [String] {
        let space = String(repeating: " ", count: margin)
        let place = column > 0 ? "\(position):\(column)" : position.description
        var lines = ["\(space)┌─ \(place)"]
        guard let line else { return lines }
        lines.append("\(position.line) │ \(line.replacing("\t", with: " "))")
        if column > 0 {
            let mark = String(repeating: " ", count: column - 1) + String(repeating: "^", count: max(1, length))
            lines.append("\(space)│ \(mark)\(label.map { " " + $0 } ?? "")")
        } else if let label {
            lines.append("\(space)│ \(label)")
        }
        return lines
    }
}
