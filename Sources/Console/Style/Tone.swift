/// What a piece of text means, so that one place decides how it looks.
public enum Tone: Hashable, Sendable {
    /// Nothing special.
    case plain
    /// It went well.
    case success
    /// It went wrong.
    case failure
    /// Somebody should look at it, or it waits.
    case warning
    /// It is being done.
    case active
    /// A name or a command to type.
    case accent
    /// Less important than the rest.
    case faint
    /// A heading.
    case strong
    /// A branch's name; the number picks one of six colours.
    case branch(Int)
    /// The colours that a program has given its own output, as parameters of the escape sequence.
    case own(String)

    /// The parameters of the escape sequence "select graphic rendition" (ECMA-48 §8.3.117).
    var graphicRendition: String? {
        switch self {
        case .plain: nil
        case .success: "32"
        case .failure: "1;31"
        case .warning: "33"
        case .active: "36"
        case .accent: "1;36"
        case .faint: "2"
        case .strong: "1"
        case .branch(let number): ["36", "35", "34", "33", "32", "96"][abs(number % 6)]
        case .own(let parameters): parameters
        }
    }

    /// The tone of a branch, the same in every run.
    static func branch(named name: String) -> Tone {
        .branch(Int(name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } % 6))
    }
}
