import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RecipeLibraries

/// One request on a connection of its own, to its answer: a connection that is kept can be closed by the other side
/// just when it is needed.
struct HTTPCall: Sendable {
    let method: String
    let address: WebAddress
    let headers: HTTPHeaders
    let body: [UInt8]?
    let largestBody: Int
    let proxy: ProxySettings.Proxy?
    /// Whether the host was named as one that may be link-local.
    let isNamed: Bool
    var lookup = AddressLookup.system

    /// How long one address of several may take to be reached.
    private static let timeout = TimeAmount.seconds(5)

    /// Asks, until a moment that covers all of it, the last byte of the body included.
    /// - Throws: `HTTPFault`, errors of the network and of TLS, `CancellationError`.
    func send(until deadline: NIODeadline) async throws -> HTTPAnswer {
        let channel: any Channel
        do {
            channel = try await reach(until: deadline)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw UnsentRequest(reason: error)
        }
        do {
            return try await answer(channel).value(until: deadline) { _ in }
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    /// A connection to the host, or to the proxy that leads there.
    private func reach(until deadline: NIODeadline) async throws -> any Channel {
        let host = address.host
        let isLinkLocal = NetworkAddress.bytes(of: host).map(LinkLocalAddress.contains) ?? false
        if !isNamed, isLinkLocal || LinkLocalAddress.isKnown(host) { throw HTTPFault.linkLocal(host) }
        let next = proxy.map { String($0.origin.host.drop { $0 == "[" }.prefix { $0 != "]" }) } ?? host
        let found = try await lookup.find(next, (proxy?.origin ?? address.origin).port, until: deadline)
        // Where one of several is link-local, whoever answers for the name is not to be trusted with the others.
        if !isNamed, proxy == nil, found.contains(where: LinkLocalAddress.contains) { throw HTTPFault.linkLocal(host) }
        var failure: any Error = HTTPFault.noHost
        for (index, place) in found.enumerated() {
            let limit = index == found.count - 1 ? deadline : min(deadline, .now() + Self.timeout)
            do {
                let channel = try await connect(place, until: limit)
                if address.origin.isEncrypted, let proxy { try await lead(channel, proxy, until: deadline) }
                return channel
            } catch let error as Unreachable {
                if deadline <= .now() { throw HTTPFault.timeout }
                failure = error.reason
            }
        }
        throw failure
    }

    /// The address did not take a connection; another one may.
    private struct Unreachable: Error {
        let reason: any Error
    }

    private func connect(_ place: SocketAddress, until deadline: NIODeadline) async throws -> any Channel {
        let rest = deadline - .now()
        guard rest > .zero else { throw HTTPFault.timeout }
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(rest)
            .channelOption(.autoRead, value: false)
        do {
            return try await bootstrap.connect(to: place).value(until: deadline) { $0.close(promise: nil) }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            if case .connectTimeout? = error as? ChannelError { throw Unreachable(reason: HTTPFault.timeout) }
            throw Unreachable(reason: error)
        }
    }

    private func lead(_ channel: any Channel, _ proxy: ProxySettings.Proxy, until deadline: NIODeadline) async throws {
        do {
            try await tunnel(channel, proxy).value(until: deadline) {}
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private func tunnel(_ channel: any Channel, _ proxy: ProxySettings.Proxy) -> EventLoopFuture<Void> {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let authority = "\(address.origin.host):\(address.origin.port)"
        return channel.eventLoop.flatSubmit {
            let handler = TunnelHandler(to: authority, authorization: proxy.authorization, promise)
            do {
                try channel.pipeline.syncOperations.addHandler(handler)
            } catch {
                promise.fail(error)
            }
            handler.begin(channel)
            return promise.futureResult
        }
    }

    private func answer(_ channel: any Channel) -> EventLoopFuture<HTTPAnswer> {
        let promise = channel.eventLoop.makePromise(of: HTTPAnswer.self)
        return channel.eventLoop.flatSubmit {
            do {
                let pipeline = channel.pipeline.syncOperations
                if address.origin.isEncrypted { try pipeline.addHandler(try TLSClient.handler(for: address.host)) }
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(
                    AnswerCollector(promise, largestBody: largestBody, hasBody: method != "HEAD"))
                write(channel)
            } catch {
                promise.fail(error)
            }
            return promise.futureResult
        }
    }

    private func write(_ channel: any Channel) {
        // A proxy gets the whole address (RFC 9112, section 3.2.2), unless it only leads on.
        let isForwarded = proxy != nil && !address.origin.isEncrypted
        var head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method), uri: isForwarded ? address.text : address.target,
            headers: headers)
        if !head.headers.contains(name: "Host") { head.headers.add(name: "Host", value: address.authority) }
        if isForwarded, let login = proxy?.authorization {
            head.headers.replaceOrAdd(name: "Proxy-Authorization", value: login)
        }
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        if let body { head.headers.replaceOrAdd(name: "Content-Length", value: String(body.count)) }
        var parts = [HTTPClientRequestPart.head(head)]
        if let body, !body.isEmpty { parts.append(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
        parts.append(.end(nil))
        for part in parts { channel.pipeline.syncOperations.write(NIOAny(part), promise: nil) }
        channel.pipeline.syncOperations.flush()
        channel.setOption(.autoRead, value: true).whenSuccess { channel.read() }
    }
}

/// TLS as a client: certificates are verified, against the name that was requested.
enum TLSClient {
    private static let context = Result {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    static func handler(for host: String) throws -> NIOSSLClientHandler {
        // An address is no name to be sent (RFC 6066, section 3); the certificate has to be for it all the same.
        try NIOSSLClientHandler(
            context: context.get(), serverHostname: NetworkAddress.bytes(of: host) == nil ? host : nil)
    }
}
