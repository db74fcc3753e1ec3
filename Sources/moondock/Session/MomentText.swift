import Journal
import Recipes

/// A moment that is written out where it is printed as JSON: text for thousands takes a while.
struct MomentText: Encodable {
    private let moment: Timestamp

    init(_ moment: Timestamp) { self.moment = moment }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(moment.text)
    }
}
