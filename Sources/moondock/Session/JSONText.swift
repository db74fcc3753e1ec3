import Foundation
import Journal
import Recipes

/// JSON as every command prints it: sorted keys, no escaped slashes, one line.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// An answered request, for scripts.
struct ApprovalJSON: Encodable {
    let run: String
    let step: String
    let message: String
    let state: String
    let decidedBy: String?
    let channel: String?
    let comment: String?
    let requestedAt: String
    let decidedAt: String?
    let deadline: String?

    init(_ record: ApprovalRecord) {
        run = record.run.description
        step = record.request.path
        message = record.request.message
        state = record.state.rawValue
        decidedBy = record.decidedBy
        channel = record.channel
        comment = record.comment
        requestedAt = record.request.requestedAt.text
        decidedAt = record.decidedAt?.text
        deadline = record.request.deadline?.text
    }
}
