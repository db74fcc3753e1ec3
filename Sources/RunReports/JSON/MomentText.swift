public import Journal
import Recipes

/// A moment that is written out where it is printed as JSON: text for thousands takes a while.
public struct MomentText: Encodable, Sendable {
    private let moment: Timestamp

    /// Takes a moment.
    public init(_ moment: Timestamp) { self.moment = moment }

    /// Writes it out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(moment.text)
    }
}
