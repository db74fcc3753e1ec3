/// Why a text is not the name of an image.
public struct ImageReferenceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text.
    public var reference: String
    /// What is wrong with it, and what to write instead.
    public var message: String

    /// One line for people.
    public var description: String { "“\(reference)” is not an image name: \(message)" }
}
