/// Why a connection did not come to an answer.
enum HTTPFault: Error, Hashable {
    /// The time was over.
    case timeout
    /// There is no such host.
    case noHost
    /// The host is one that is only asked where it is named.
    case linkLocal(String)
    /// It was closed before an answer began.
    case closed
    /// It was closed in the middle of an answer.
    case cut
    /// The answer has more bytes than it may.
    case tooLarge
    /// The answer has more headers than anybody needs.
    case tooManyHeaders
    /// The proxy did not lead there, with what it said.
    case proxy(String)
}

/// A request did not go out, for a reason.
struct UnsentRequest: Error {
    let reason: any Error
}
