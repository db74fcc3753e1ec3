import LuaValues
import NIOCore
import NIOHTTP1
import RecipeLibraries
import Recipes
import TextSafety

/// Asks an address that is not the container's own, once. That is a request like any other: of the caller's grants, of the
/// policy's hosts, to no link-local address that nobody has named, and without a redirect.
struct ForeignProbe: Sendable {
    let call: HTTPCall
    /// Whether an answer's status means that the container works.
    let accepts: @Sendable (Int) -> Bool
    /// Takes out of an answer what nobody may read, before it is cut.
    let mask: @Sendable (String) -> String

    /// - Throws: `StepError` where the caller may not ask there.
    init(
        _ target: String, headers: [String: String], in step: StepContext, accepts: @escaping @Sendable (Int) -> Bool
    ) throws(StepError) {
        let address = try WebAddress(target)
        try step.authority.check(GrantRequest(.http, address.origin.description))
        if let violation = step.authority.policy?.violation(ofHost: address.host) { throw StepError(violation) }
        if step.authority.library != nil, headers.keys.contains(where: { $0.lowercased() == "host" }) {
            throw StepError(
                code: "invalid_option", "docker_run: a library asks the site that it was granted, under no other name",
                hint: "leave the header Host out", fields: ["option": "headers"])
        }
        var all = HTTPHeaders(headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        if !all.contains(name: "User-Agent") { all.add(name: "User-Agent", value: "moondock-health") }
        call = HTTPCall(
            method: "GET", address: address, headers: all, body: nil, largestBody: 64 << 10, proxy: nil,
            isNamed: step.authority.names(address))
        self.accepts = accepts
        let secrets = step.run.secrets
        mask = { secrets.mask($0) }
    }

    func ask(through http: HTTPService) async -> ProbeAnswer {
        let question = "GET \(call.address.shown)"
        do {
            let answer = try await http.send(call, .now() + HTTPProbe.timeout)
            if accepts(answer.status) { return .healthy }
            let line = mask(SafeText.decoded(answer.body)).split(whereSeparator: \.isNewline).first
            return .unhealthy("\(question) answered \(answer.status)" + (line.map { ": \($0.prefix(200))" } ?? ""))
        } catch is CancellationError {
            return .unhealthy("cancelled")
        } catch {
            let reason = (error as? UnsentRequest)?.reason ?? error
            let failure = HTTPFailure(error, at: call.address, within: .seconds(3), limit: 64 << 10).stepError
            if case .linkLocal? = reason as? HTTPFault { return .failed(failure.message) }
            if ProbeAnswer.isSilence(reason) { return .silent(failure.message) }
            return .unhealthy(failure.message)
        }
    }
}
