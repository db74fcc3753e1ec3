import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One request to the engine, before it has an address.
struct EngineRequest: Sendable {
    var method: HTTPMethod
    /// The path below the version prefix, its variable parts encoded already.
    var path: String
    var query: [(name: String, value: String)]
    var headers: HTTPHeaders = [:]
    var body: HTTPClientRequest.Body?
    /// What is being done, to complete “cannot …” in errors.
    var operation: String
    /// How long the head of the answer may take; nil for as long as it takes.
    var timeout: Duration?

    init(
        _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [],
        timeout: Duration? = .seconds(120), operation: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.timeout = timeout
        self.operation = operation
    }

    /// Adds a JSON body. Keys are sorted, so that equal values make equal requests.
    mutating func setBody(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        setBody(json: ByteBuffer(bytes: try encoder.encode(value)))
    }

    mutating func setBody(json: ByteBuffer) {
        headers.replaceOrAdd(name: "Content-Type", value: "application/json")
        body = .bytes(json)
    }

    /// Path and query as they go on the wire, below an optional version prefix.
    func target(version: APIVersion?) -> String {
        let prefix = version.map { "/v\($0)" } ?? ""
        guard !query.isEmpty else { return prefix + path }
        let pairs = query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }
        return "\(prefix)\(path)?\(pairs.joined(separator: "&"))"
    }
}
