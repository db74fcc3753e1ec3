import Foundation
import NIOHTTP1

extension BuildRequest {
    /// The request for the engine, without its body. Intermediate containers are always removed, so that a
    /// cancelled or failed build leaves none behind.
    var engineRequest: EngineRequest {
        get throws {
            var query = [(name: "dockerfile", value: context.dockerfile), ("rm", "1"), ("forcerm", "1")]
            query += tags.map { ("t", $0.description) }
            if !arguments.isEmpty { query.append(("buildargs", try Self.json(arguments))) }
            if !labels.isEmpty { query.append(("labels", try Self.json(labels))) }
            if let target { query.append(("target", target)) }
            if pullsBaseImages { query.append(("pull", "1")) }
            if !usesCache { query.append(("nocache", "1")) }
            let name = tags.first?.familiarName ?? context.directory
            var request = EngineRequest(.POST, "/build", query: query, timeout: nil, operation: "build “\(name)”")
            request.headers.add(name: "Content-Type", value: "application/x-tar")
            if !credentials.isEmpty {
                request.headers.add(name: "X-Registry-Config", value: RegistryCredentials.header(credentials))
            }
            return request
        }
    }

    private static func json(_ values: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(values), as: UTF8.self)
    }
}
