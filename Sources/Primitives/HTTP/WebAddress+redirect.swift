import RecipeLibraries
import Recipes

extension WebAddress {
    /// Where a redirect leads (RFC 3986, section 5.2).
    /// - Throws: `StepError` with code `http.redirect_refused` where that is no http or https address.
    func following(_ location: String) throws(StepError) -> WebAddress {
        let location = location.trimming { $0 == " " || $0 == "\t" }
        let scheme = location.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        if !scheme.isEmpty, location.dropFirst(scheme.count).first == ":" { return try whole(location) }
        if location.hasPrefix("//") { return try whole((origin.isEncrypted ? "https:" : "http:") + location) }
        let reference = location.prefix { $0 != "#" }
        let query = reference.firstIndex(of: "?").map { String(reference[$0...]) } ?? ""
        let path = String(reference.prefix { $0 != "?" })
        let own = String(target.prefix { $0 != "?" })
        if path.isEmpty { return WebAddress(origin, target: query.isEmpty ? target : own + query) }
        let folder = own.lastIndex(of: "/").map { String(own[...$0]) } ?? "/"
        return WebAddress(origin, target: Self.withoutDots(path.hasPrefix("/") ? path : folder + path) + query)
    }

    private func whole(_ text: String) throws(StepError) -> WebAddress {
        do throws(StepError) {
            return try WebAddress(text)
        } catch {
            throw StepError(
                code: "http.redirect_refused", "\(shown) redirects to '\(Self.shown(text))', which is not followed",
                hint: "only http:// and https:// addresses without a password are")
        }
    }

    /// A path without `.` and `..`, as section 5.2.4 has it.
    private static func withoutDots(_ path: String) -> String {
        var parts: [Substring] = []
        let all = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in all.enumerated() {
            let isLast = index == all.count - 1
            switch part {
            case "..":
                _ = parts.popLast()
                if isLast { parts.append("") }
            case ".": if isLast { parts.append("") }
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}

extension String {
    fileprivate func trimming(_ isLeftOut: (Character) -> Bool) -> String {
        String(drop(while: isLeftOut).reversed().drop(while: isLeftOut).reversed())
    }
}
