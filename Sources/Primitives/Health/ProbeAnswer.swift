/// What a probe was answered.
enum ProbeAnswer: Hashable, Sendable {
    /// It works.
    case healthy
    /// It does not, or not yet; with what was answered.
    case unhealthy(String)
    /// It does not, and to ask again makes no sense; with what was answered.
    case failed(String)
}
