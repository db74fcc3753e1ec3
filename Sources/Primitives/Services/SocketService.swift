import LuaValues
import Recipes

/// How steps send lines to local sockets.
struct SocketService: StepService {
    /// Sends a text and reads the answer to the end of the connection, by a time that covers all of it.
    ///
    /// Throws `SocketFailure`, `CancellationError`.
    var send: @Sendable (_ exchange: SocketExchange, _ text: String, _ timeout: Duration) async throws -> [UInt8] = {
        exchange, text, timeout in
        try await exchange.send(text, within: timeout)
    }
}
