import Recipes
import TextSafety

/// A diagnostic with colours; the text is the one every command shows.
enum DiagnosticText {
    static func lines(_ diagnostic: Diagnostic) -> [StyledText] {
        SafeText.lines(of: diagnostic.rendered).enumerated().map {
            $0.offset == 0 ? title($0.element) : body($0.element)
        }
    }

    private static func title(_ line: String) -> StyledText {
        let word = "error:"
        guard line.hasPrefix(word) else { return StyledText(line, .strong) }
        return StyledText(word, .failure) + StyledText(String(line.dropFirst(word.count)), .strong)
    }

    /// Colours the margin, which is a line number and a frame, and the marks under what was wrong.
    private static func body(_ line: String) -> StyledText {
        let margin = line.prefix { $0 == " " || $0.isWholeNumber }
        let rest = line.dropFirst(margin.count)
        if rest.hasPrefix("┌─") || rest.hasPrefix("= ") { return StyledText(line, .faint) }
        guard rest.hasPrefix("│") else { return StyledText(line) }
        let framed = StyledText(margin + "│", .faint)
        let content = rest.dropFirst()
        let isMark = content.drop { $0 == " " }.hasPrefix("^")
        return framed + StyledText(String(content), isMark ? .failure : .plain)
    }
}
