/// One thing that whoever approves fills in.
public struct ApprovalField: Hashable, Sendable, Codable {
    /// The types a field can have.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Text.
        case text
        /// A whole number.
        case integer
        /// Yes or no.
        case boolean
        /// One of some values.
        case choice
    }

    /// The name recipes read it by.
    public let name: String
    /// The type.
    public let kind: Kind
    /// The values of a choice.
    public let choices: [String]
    /// The least whole number; `nil` for any.
    public let least: Int64?
    /// The greatest whole number; `nil` for any.
    public let greatest: Int64?
    /// Whether a yes must fill it in.
    public let isRequired: Bool
    /// The value where the person gives none, as text.
    public let fallback: String?
    /// What it is for.
    public let help: String?

    /// Makes a field.
    public init(
        name: String, kind: Kind, choices: [String] = [], least: Int64? = nil, greatest: Int64? = nil,
        isRequired: Bool = true, fallback: String? = nil, help: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.choices = choices
        self.least = least
        self.greatest = greatest
        self.isRequired = isRequired
        self.fallback = fallback
        self.help = help
    }

    /// Whether a yes cannot leave it out.
    public var isNeeded: Bool { isRequired && fallback == nil }

    /// What a person may write, such as `a whole number` or `blue or green`.
    public var expectation: String {
        switch kind {
        case .text: "text"
        case .integer:
            switch (least, greatest) {
            case (let least?, let greatest?): "a whole number from \(least) to \(greatest)"
            case (let least?, nil): "a whole number of at least \(least)"
            case (nil, let greatest?): "a whole number of at most \(greatest)"
            case (nil, nil): "a whole number"
            }
        case .boolean: "yes or no"
        case .choice: choices.joined(separator: " or ")
        }
    }

    /// Reads what a person wrote.
    /// - Returns: the value in the one form the journal keeps: digits, `true`, `false`, a word, text as it is.
    /// - Throws: `ApprovalFormError` that says what the field takes.
    public func value(of text: String) throws(ApprovalFormError) -> String {
        let value: String? =
            switch kind {
            case .text: text.isEmpty && isRequired ? nil : text
            case .integer: Int64(text).flatMap { isInRange($0) ? "\($0)" : nil }
            case .boolean: Self.booleans[text.lowercased()].map { "\($0)" }
            case .choice: choices.contains(text) ? text : nil
            }
        guard let value else {
            throw ApprovalFormError("field '\(name)' takes \(expectation), not '\(text)'", field: name)
        }
        return value
    }

    private func isInRange(_ number: Int64) -> Bool {
        number >= least ?? .min && number <= greatest ?? .max
    }

    private static let booleans = ["true": true, "yes": true, "y": true, "false": false, "no": false, "n": false]
}

/// What is wrong with a form that was filled in.
public struct ApprovalFormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong, naming the field, and what it takes.
    public let description: String
    /// The field at fault.
    public let field: String

    init(_ description: String, field: String) {
        self.description = description
        self.field = field
    }
}

extension [ApprovalField] {
    /// Reads a form that was filled in.
    /// - Parameters:
    ///   - given: what the person wrote, by field.
    ///   - isComplete: whether required fields must be there, as with a yes.
    /// - Returns: the values by field, defaults filled in.
    public func values(of given: [String: String], isComplete: Bool) throws(ApprovalFormError) -> [String: String] {
        for name in given.keys.sorted() where !contains(where: { $0.name == name }) {
            let known = isEmpty ? "the request has none" : "there are \(map(\.name).joined(separator: ", "))"
            throw ApprovalFormError("there is no field '\(name)'; \(known)", field: name)
        }
        var values: [String: String] = [:]
        for field in self {
            if let text = given[field.name] {
                values[field.name] = try field.value(of: text)
            } else if let fallback = field.fallback {
                values[field.name] = fallback
            } else if field.isRequired, isComplete {
                let purpose = field.help.map { " (\($0))" } ?? ""
                throw ApprovalFormError(
                    "field '\(field.name)'\(purpose) is missing: it takes \(field.expectation)", field: field.name)
            }
        }
        return values
    }
}
