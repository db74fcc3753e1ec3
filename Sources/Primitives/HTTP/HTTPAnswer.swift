import DockerEngine
import Foundation
import Journal
import LuaValues
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

    /// How long the server wants to be left alone; `nil` where it does not say.
    func retryAfter(_ now: Timestamp) -> Duration? {
        let moment = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
        return headers.first(name: "retry-after").flatMap { RetryAfter.delay($0, now: moment) }
    }

    /// The error of an answer that a recipe cannot be given; `nil` where it can, as text.
    private func failure(_ fault: JSONReader.Fault, of exchange: HTTPExchange) -> StepError? {
        let (code, what): (String, String)
        switch fault {
        case .invalid: return nil
        case .tooDeep(let limit):
            (code, what) = ("http.too_deep", "lists and objects in each other more than \(limit) deep")
        case .tooMany(let limit): (code, what) = ("http.too_large", "more than \(limit) values")
        }
        return StepError(
            code: code, "the JSON that \(exchange.address.shown) answered has \(what)",
            fields: ["status": .integer(Int64(status))])
    }

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
        if headers.first(name: "content-type")?.lowercased().contains("json") == true {
            do throws(JSONReader.Fault) {
                // Masked when it is read: a secret has many forms in JSON, and a mark can break it.
                table["json"] = step.run.secrets.mask(try JSONReader.read(String(decoding: body, as: UTF8.self)))
            } catch {
                if let failure = failure(error, of: exchange) { throw failure }
            }
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
