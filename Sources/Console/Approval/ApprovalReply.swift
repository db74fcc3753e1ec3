/// What came of asking.
public enum ApprovalReply: Hashable, Sendable {
    /// Yes, with what the person wrote, and the form by field.
    case approved(comment: String?, fields: [String: String] = [:])
    /// No, with what the person wrote.
    case rejected(comment: String?)
    /// The question was withdrawn before there was an answer.
    case cancelled
    /// There is nobody to ask: the input has ended.
    case endOfInput
}
