import Foundation
import LuaRuntime
import Recipes

/// An http or https address.
struct WebAddress: Hashable, Sendable {
    let url: URL
    let host: String
    let isEncrypted: Bool

    /// - Throws: `StepError` with code `invalid_option`.
    init(_ text: String) throws(StepError) {
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty,
            let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme)
        else {
            throw StepError(
                code: "invalid_option", "http_request: '\(Self.shown(text))' is no http:// or https:// address",
                fields: ["option": "url"])
        }
        guard url.user() == nil, url.password() == nil else {
            throw StepError(
                code: "invalid_option", "http_request: an address must not hold a password",
                hint: "send it as a header: headers = { Authorization = secret(\"name\") }",
                fields: ["option": "url"])
        }
        self.init(url: url, host: host.lowercased(), isEncrypted: scheme == "https")
    }

    private init(url: URL, host: String, isEncrypted: Bool) {
        self.url = url
        self.host = host
        self.isEncrypted = isEncrypted
    }

    /// The host with its port, as far as it is not the scheme's own.
    var authority: String {
        let port = url.port ?? (isEncrypted ? 443 : 80)
        return "\(host):\(port)"
    }

    /// Where a redirect leads.
    func following(_ location: String) throws(StepError) -> WebAddress {
        guard let target = URL(string: location, relativeTo: url) else {
            throw StepError(code: "http.redirect_refused", "\(shown) redirects to no address")
        }
        return try WebAddress(target.absoluteString)
    }

    /// The address without query and fragment, which may hold secrets.
    var shown: String { Self.shown(url.absoluteString) }

    /// An address without query, fragment and password.
    static func shown(_ text: String) -> String {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = path.range(of: "://") else { return String(path) }
        let rest = path[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(path) }
        return String(path[..<scheme.upperBound]) + rest[rest.index(after: at)...]
    }
}
