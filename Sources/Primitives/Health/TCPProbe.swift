import NIOCore
import NIOPosix

/// Connects to a port once.
struct TCPProbe: Sendable {
    let address: String
    let port: Int

    func ask() async -> ProbeAnswer {
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(HTTPProbe.patience).connect(host: address, port: port).get()
            try await channel.close()
            return .healthy
        } catch {
            if ProbeAnswer.isSilence(error) { return .silent("connecting to \(address):\(port): \(error)") }
            return .unhealthy("connecting to \(address):\(port): \(error)")
        }
    }
}
