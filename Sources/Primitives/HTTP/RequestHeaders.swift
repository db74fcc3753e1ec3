import LuaValues
import NIOHTTP1
import Recipes

/// The headers of a request: those of the call, and those that come with its other options.
struct RequestHeaders: Sendable {
    private let given: [String: TextOrSecret]
    private let bearer: TextOrSecret?
    private let key: String?
    private let contentType: String?
    private let secrets: SecretStore

    /// What says who asks, whether it is called a secret or not.
    private static let credentials: Set<String> = ["authorization", "cookie", "proxy-authorization"]
    /// What frames a message, and is set by whoever sends it.
    private static let framing: Set<String> = [
        "connection", "content-length", "host", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    /// - Throws: `StepError` with code `invalid_option`.
    init(_ options: OptionValues, contentType: String?, _ step: StepContext) throws {
        given = try options[HTTPRequest.headers]
        bearer = try options[HTTPRequest.bearer]
        secrets = step.run.secrets
        self.contentType = contentType
        switch try options[HTTPRequest.key] {
        case .step: key = step.token
        case .text(let text): key = text
        case nil: key = nil
        }
        for name in given.keys.sorted() {
            let isToken = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
            guard !name.isEmpty, isToken else {
                throw Self.invalid("\(LuaValue.string(name)) is no header's name", name)
            }
            // The project's own code may speak to another site of the same machine.
            let isAllowed = name.lowercased() == "host" && step.authority.library == nil
            if Self.framing.contains(name.lowercased()), !isAllowed {
                throw Self.invalid("the header \(name) is Moondock's to set", name)
            }
        }
    }

    /// The headers with their secrets.
    /// - Parameter isAtHome: whether the request goes to the origin it was given for, and came there by no other.
    func opened(isAtHome: Bool) throws -> HTTPHeaders {
        var result = HTTPHeaders()
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            if !isAtHome, value.isSecret || Self.credentials.contains(name.lowercased()) { continue }
            if !isAtHome, name.lowercased() == "host" { continue }
            result.add(name: name, value: try Self.checked(value.open(with: secrets), name))
        }
        // A token is a secret whether it is called one or not.
        if let bearer, isAtHome {
            let token = try Self.checked(bearer.open(with: secrets), "Authorization")
            result.replaceOrAdd(name: "Authorization", value: "Bearer \(token)")
        }
        if let key { result.replaceOrAdd(name: "Idempotency-Key", value: key) }
        if let contentType, !result.contains(name: "Content-Type") {
            result.add(name: "Content-Type", value: contentType)
        }
        if !result.contains(name: "User-Agent") { result.add(name: "User-Agent", value: "moondock") }
        return result
    }

    /// A line break in a header would begin another one.
    private static func checked(_ value: String, _ name: String) throws(StepError) -> String {
        guard !value.unicodeScalars.contains(where: { ($0.value < 32 && $0 != "\t") || $0.value == 127 }) else {
            throw invalid("the value of the header \(name) holds a line break or another control character", name)
        }
        return value
    }

    private static func invalid(_ message: String, _ name: String) -> StepError {
        StepError(code: "invalid_option", "http_request: \(message)", fields: ["option": .string(name)])
    }
}

/// The body of a request.
struct RequestBody: Sendable {
    let bytes: [UInt8]?
    let contentType: String?
    let isSecret: Bool

    /// - Throws: `StepError` with code `invalid_option`.
    init(_ options: OptionValues, _ step: StepContext) throws {
        switch (try options[HTTPRequest.body], try options[HTTPRequest.json]) {
        case (let text?, nil):
            bytes = try text.bytes(with: step.run.secrets)
            (contentType, isSecret) = (nil, text.isSecret)
        case (nil, let value?):
            bytes = try JSONBody.encode(value)
            (contentType, isSecret) = ("application/json", false)
        case (nil, nil): (bytes, contentType, isSecret) = (nil, nil, false)
        default:
            throw StepError(
                code: "invalid_option", "http_request: takes one of body and json", fields: ["option": "json"])
        }
    }
}
