import NIOCore
import Recipes

/// How steps send requests to addresses that recipes name.
struct HTTPService: StepService {
    /// Sends one request and gives its answer, by a moment that covers all of it.
    ///
    /// Throws `HTTPFault`, errors of the network and of TLS, `CancellationError`.
    var send: @Sendable (_ call: HTTPCall, _ deadline: NIODeadline) async throws -> HTTPAnswer = { call, deadline in
        try await call.send(until: deadline)
    }
}

/// How steps ask containers whether they work.
struct ProbeService: StepService {
    /// Asks a URL once.
    var http: @Sendable (HTTPProbe) async -> ProbeAnswer = { await $0.ask() }
    /// Connects to a port once.
    var tcp: @Sendable (TCPProbe) async -> ProbeAnswer = { await $0.ask() }
}
