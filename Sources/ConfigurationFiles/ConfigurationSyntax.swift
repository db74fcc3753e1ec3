/// What a format knows: where values are, and how they are written. Nothing is ever written anew but the value.
protocol ConfigurationSyntax {
    /// Where a value is.
    associatedtype Place

    /// Looks a file through.
    init(_ text: SourceText) throws(ConfigurationError)

    /// The keys that lead to a value, for suggestions.
    var keys: [String] { get }

    /// Where a key's value is; `nil` where there is none.
    func find(_ key: String) throws(ConfigurationError) -> Place?

    /// The offset of a value.
    func offset(of place: Place) -> Int

    /// What is there, as text; `nil` where it is nothing, such as null.
    func read(_ place: Place) -> String?

    /// Whether what is there is this very value.
    func holds(_ value: ConfigurationValue, at place: Place) -> Bool

    /// The edits that put another value there.
    func replacing(_ place: Place, by value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit]

    /// The edits that add a key that is not there.
    func creating(_ key: String, _ value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit]
}
