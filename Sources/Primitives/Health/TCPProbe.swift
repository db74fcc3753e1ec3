import Foundation
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
            let place = "\(address.contains(":") ? "[\(address)]" : address):\(port)"
            if ProbeAnswer.isSilence(error) { return .silent("connecting to \(place): \(Self.reason(error))") }
            return .unhealthy("connecting to \(place): \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        if case .connectTimeout? = error as? ChannelError { return "no answer within 3 s" }
        let failures = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
        return failures.compactMap { $0 as? IOError }.first.map { String(cString: strerror($0.errnoCode)) }
            ?? "\(error)"
    }
}
