/// A function of the prelude that takes other functions, or lists: declared once, for the check and for documentation.
public struct BlockFunction: Sendable {
    /// The name recipes call it by.
    public let name: String
    /// What it does, in one sentence.
    public let summary: String
    /// The lists of arguments that it takes.
    public let forms: [[Argument]]
    /// The options of the table that it takes.
    public let options: [AnyOption]
    /// What it returns.
    public let returns: String
    /// What else a person should know, line by line.
    public let notes: [String]
    /// An example of its use, line by line.
    public let example: [String]

    /// One argument of a form.
    public struct Argument: Sendable {
        /// Its name in documentation and messages.
        public let name: String
        /// What it takes.
        public let kind: Kind

        init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// What an argument takes.
    public enum Kind: Hashable, Sendable {
        /// Text.
        case text
        /// A duration.
        case duration
        /// A function.
        case function
        /// A list.
        case list
        /// A list with something in it.
        case filledList
        /// A table of functions by name.
        case branches
        /// The table of options.
        case options
        /// Any value, as many as there are.
        case values

        /// The kind in messages, with its article.
        public var typeDescription: String {
            switch self {
            case .text: "a string"
            case .duration: "a duration like \"30s\""
            case .function: "a function"
            case .list, .filledList: "a list"
            case .branches: "a table of named functions"
            case .options: "a table of options"
            case .values: "any values"
            }
        }
    }

    /// The forms as a person writes them: `retry(options, function)`.
    public var usages: [String] {
        forms.map { form in "\(name)(\(form.map { $0.kind == .values ? "…" : $0.name }.joined(separator: ", ")))" }
    }
}
