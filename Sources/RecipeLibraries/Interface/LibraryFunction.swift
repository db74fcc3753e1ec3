public import LuaSyntax

/// A function that others may call, as its module declares it.
public struct LibraryFunction: Hashable, Sendable {
    /// The name in its module; empty where the module itself is the function.
    public let name: String
    /// The names of its parameters; `...` comes last.
    public let parameters: [String]
    /// The comment above it, without dashes; empty where there is none.
    public let documentation: [String]
    /// Where it is declared.
    public let span: SourceSpan

    /// What it does, in a sentence: the first paragraph of its comment; `nil` where there is none.
    public var summary: String? {
        let lines = documentation.drop { $0.allSatisfy(\.isWhitespace) }
            .prefix { !$0.hasPrefix("@") && !$0.allSatisfy(\.isWhitespace) }
        let text = lines.map { $0.trimmingPrefix { $0.isWhitespace } }.joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    /// What the comment says of each parameter and result: LuaCATS's `@param` and `@return`
    /// (https://luals.github.io/wiki/annotations/).
    public var annotations: [Annotation] { documentation.compactMap(Annotation.init) }

    /// The parameters a call may leave out, by their annotations: `@param name? type`.
    var optional: Set<String> { Set(annotations.filter(\.isOptional).compactMap(\.name)) }

    /// One line of annotations.
    public struct Annotation: Hashable, Sendable {
        /// `param`, `return`, `field`, …
        public let kind: String
        /// The name of a parameter or field; `nil` for results.
        public let name: String?
        /// Whether it may be left out.
        public let isOptional: Bool
        /// The type, and what is said of it.
        public let text: String

        init?(_ line: String) {
            guard line.hasPrefix("@") else { return nil }
            let words = line.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
            guard let kind = words.first else { return nil }
            self.kind = kind
            let rest = words.count > 1 ? words[1].trimmingPrefix { $0 == " " } : ""
            guard kind == "param" || kind == "field" else {
                (name, isOptional, text) = (nil, false, String(rest))
                return
            }
            let parts = rest.split(separator: " ", maxSplits: 1).map(String.init)
            let name = parts.first ?? ""
            self.name = name.hasSuffix("?") ? String(name.dropLast()) : name
            isOptional = name.hasSuffix("?")
            text = parts.count > 1 ? String(parts[1].trimmingPrefix { $0 == " " }) : ""
        }
    }
}

/// A table that functions take, as a comment declares it: `@class name` and its `@field` lines.
public struct LibraryClass: Hashable, Sendable {
    /// The name.
    public let name: String
    /// Its fields.
    public let fields: [LibraryFunction.Annotation]
}
