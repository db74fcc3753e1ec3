import LuaRuntime
import NIOHTTP1
import Recipes

/// What a server answered.
struct HTTPAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    /// Where it sends the client instead.
    var redirect: String? { [301, 302, 303, 307, 308].contains(status) ? headers.first(name: "location") : nil }

    /// Whether another attempt may come to something else.
    var isWorthRetrying: Bool { status == 429 || [500, 502, 503, 504].contains(status) }

    /// The answer as the recipe gets it, secrets masked: it goes into the journal.
    /// - Throws: `StepError` with code `http.unexpected_status`.
    func result(
        expecting patterns: [StatusPattern], of exchange: HTTPExchange, in step: StepContext
    ) throws -> LuaValue {
        let text = step.run.secrets.mask(String(decoding: body, as: UTF8.self))
        var table = LuaTable()
        table["status"] = .integer(Int64(status))
        table["body"] = .string(text)
        table["headers"] = .table(
            LuaTable(
                fields: headers.reduce(into: [:]) { result, header in
                    let name = header.name.lowercased()
                    let value = step.run.secrets.mask(header.value)
                    result[name] = .string(result[name]?.string.map { "\($0), \(value)" } ?? value)
                }))
        if headers.first(name: "content-type")?.contains("json") == true, let value = JSONBody.decode(text) {
            table["json"] = value
        }
        guard patterns.contains(where: { $0.fits(status) }) else {
            throw StepError(
                code: "http.unexpected_status",
                "\(exchange.method) \(exchange.address.shown) answered \(status) "
                    + HTTPResponseStatus(statusCode: status).reasonPhrase,
                details: text.split(whereSeparator: \.isNewline).prefix(5).map { String($0.prefix(200)) },
                fields: table.fields)
        }
        return .table(table)
    }
}
