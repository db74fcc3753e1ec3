import LuaRuntime
import NIOHTTP1
import Recipes
import TextSafety

/// What a server answered.
struct HTTPAnswer: Sendable {
    /// How much of a body is looked at for the message of a failure, in bytes.
    private static let shownBody = 64 << 10

    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    /// Where it sends the client instead.
    var redirect: String? { [301, 302, 303, 307, 308].contains(status) ? headers.first(name: "location") : nil }

    /// Whether another attempt may come to something else.
    var isWorthRetrying: Bool { status == 429 || [500, 502, 503, 504].contains(status) }

    /// The answer as the recipe gets it, masked before any of it is cut.
    /// - Throws: `StepError` with code `http.unexpected_status`.
    func result(
        expecting patterns: [StatusPattern], of exchange: HTTPExchange, in step: StepContext
    ) throws -> LuaValue {
        let masked = step.run.secrets.masker.mask(body)
        var table = LuaTable()
        table["status"] = .integer(Int64(status))
        table["body"] = LuaValue(luaString: masked)
        table["headers"] = .table(
            LuaTable(
                fields: headers.reduce(into: [:]) { result, header in
                    let name = header.name.lowercased()
                    let value = step.run.secrets.mask(header.value)
                    result[name] = .string(result[name]?.string.map { "\($0), \(value)" } ?? value)
                }))
        if headers.first(name: "content-type")?.contains("json") == true,
            let value = JSONBody.decode(String(decoding: body, as: UTF8.self))
        {
            // Masked when it is read: a secret has many forms in JSON, and a mark can break it.
            table["json"] = step.run.secrets.mask(value)
        }
        guard patterns.contains(where: { $0.fits(status) }) else {
            throw StepError(
                code: "http.unexpected_status",
                "\(exchange.method) \(exchange.address.shown) answered \(status) "
                    + HTTPResponseStatus(statusCode: status).reasonPhrase,
                details: SafeText.decoded(masked.prefix(Self.shownBody)).split(whereSeparator: \.isNewline).prefix(5)
                    .map { String($0.prefix(200)) },
                fields: table.fields)
        }
        return .table(table)
    }
}
