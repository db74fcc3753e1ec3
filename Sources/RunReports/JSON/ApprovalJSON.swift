public import Journal
import Recipes

/// A request for approval with its answers, for scripts. Its members are the keys of `--json`, in camel case.
public struct ApprovalJSON: Encodable, Sendable {
    let run: String
    let step: String
    let message: String
    let details: [String]
    let approvers: [String]
    let excluded: [String]
    let count: Int
    let fields: [Field]
    let seal: String?
    let once: String?
    let round: Int
    let state: String
    let answers: [Answer]
    let decidedBy: String?
    let channel: String?
    let comment: String?
    let requestedAt: String
    let decidedAt: String?
    let deadline: String?
    let onTimeout: String

    struct Field: Encodable, Sendable {
        let name: String
        let type: String
        let choices: [String]
        let min: Int64?
        let max: Int64?
        let required: Bool
        let `default`: String?
        let help: String?
    }

    struct Answer: Encodable, Sendable {
        let user: String
        let approved: Bool
        let channel: String
        let comment: String?
        let fields: [String: String]
        let at: String
    }

    /// Describes a request.
    public init(_ record: ApprovalRecord) {
        run = record.run.description
        step = record.request.path
        message = record.request.message
        details = record.request.details
        approvers = record.request.approvers
        excluded = record.request.excluded
        count = record.request.count
        fields = record.request.form.map { field in
            Field(
                name: field.name, type: field.kind.rawValue, choices: field.choices, min: field.least,
                max: field.greatest, required: field.isRequired, default: field.fallback, help: field.help)
        }
        seal = record.request.fingerprint
        once = record.request.once
        round = record.round
        state = record.state.rawValue
        answers = record.answers.map { answer in
            Answer(
                user: answer.user, approved: answer.isApproved, channel: answer.channel, comment: answer.comment,
                fields: answer.fields, at: answer.at.text)
        }
        decidedBy = record.decidedBy
        channel = record.channel
        comment = record.comment
        requestedAt = record.request.requestedAt.text
        decidedAt = record.decidedAt?.text
        deadline = record.request.deadline?.text
        onTimeout = record.request.onTimeout.rawValue
    }
}
