public import Foundation
public import RecipeLibraries

/// Decides whether a release is taken: who signed it, who signed those before, and how old it is.
public struct ReleaseTrust: Sendable {
    /// What a person has agreed to, for this once.
    public struct Acceptance: Hashable, Sendable {
        /// Tags that were moved are taken as they are now.
        public var movedTags = false
        /// Another signer than before, or none, is taken.
        public var signers = false
        /// Releases are taken however young they are.
        public var young = false
        /// The library all this is about; `nil` for every one.
        public var only: LibrarySource?

        /// Agrees to nothing.
        public init() {}

        func covers(_ source: LibrarySource) -> Bool { only == nil || only == source }
    }

    private let policy: Policy
    private let rules: TrustRules
    private let signers: [String: String]
    private let cosign: [TrustSettings.CosignRule]
    let acceptance: Acceptance
    private let now: Date

    /// Makes the rules for one command.
    /// - Parameters:
    ///   - project: what the project's policy demands.
    ///   - person: what the person trusts who gives the command.
    ///   - acceptance: what that person has agreed to.
    ///   - now: the time.
    public init(
        project: Policy = Policy(), person: TrustSettings = TrustSettings(),
        acceptance: Acceptance = Acceptance(), now: Date = Date()
    ) {
        policy = project
        rules = project.trust.and(person.rules)
        signers = person.signers
        cosign = person.cosign
        self.acceptance = acceptance
        self.now = now
    }

    /// The name of a signer, as far as the person knows it.
    public func name(of signer: String) -> String? {
        signer.split(separator: " ").last.flatMap { signers[String($0)] }
    }

    /// Whether a release is old enough.
    public func isOldEnough(_ published: Date?) -> Bool {
        rules.minAge == 0 || published.map { now.timeIntervalSince($0) >= Double(rules.minAge) } == true
    }

    /// Checks a release.
    /// - Parameters:
    ///   - release: the release.
    ///   - source: where it is from.
    ///   - known: what the lock says of this source.
    /// - Throws: `LibrarySourceError` of kind `untrusted`.
    func check(_ release: LibraryRelease, from source: LibrarySource, known: [Lockfile.Entry]) async throws {
        if case .oci(let name) = source, case .digest(let digest) = release.origin {
            for rule in cosign where rule.repositories.matches(name) {
                try await Cosign.verify("\(name)@\(digest)", key: rule.key)
            }
        }
        let id = "\(release.manifest.name)@\(release.manifest.version)"
        let accepts = acceptance.covers(source)
        try checkSigned(id, release.signer)
        let before = Set(known.compactMap(\.signer))
        if !before.isEmpty, !(accepts && acceptance.signers) {
            guard let signer = release.signer else {
                throw LibrarySourceError(
                    .untrusted, "\(id) is not signed, and \(known.first { $0.signer != nil }?.version ?? "") was",
                    hint: "ask its author; then accept it with --accept-signer")
            }
            if !before.contains(signer), name(of: signer) == nil {
                throw LibrarySourceError(
                    .untrusted,
                    """
                    \(id) is signed by somebody else than before
                      before  \(before.sorted().joined(separator: ", "))
                      now     \(signer)
                    """, hint: "ask its author whether that is the new key; then accept it with --accept-signer")
            }
        }
        if !isOldEnough(release.published), !(accepts && acceptance.young) {
            throw LibrarySourceError(
                .untrusted,
                "\(id) was published \(release.published.map { age(since: $0) + " ago" } ?? "nobody knows when"), "
                    + "and releases are taken when they are \(Self.text(rules.minAge)) old",
                hint: "wait, or take it now with --now")
        }
    }

    /// Checks that the policy allows a source, before it is asked anything.
    func checkSource(_ source: LibrarySource) throws(LibrarySourceError) {
        if policy.allows(source) { return }
        let denial = policy.denial(of: source)
        throw LibrarySourceError(.untrusted, denial.reason, hint: denial.hint)
    }

    /// Checks that a release is signed, where all must be.
    func checkSigned(_ id: String, _ signer: String?) throws(LibrarySourceError) {
        guard rules.signed, signer == nil else { return }
        throw LibrarySourceError(
            .untrusted, "\(id) is not signed, and only signed releases are taken here",
            hint: "ask its author to sign it; 'signed' stands in the project's policy or your configuration")
    }

    /// How long ago something was: `6 hours`.
    public func age(since date: Date) -> String {
        Self.text(Int(exactly: max(0, now.timeIntervalSince(date)).rounded(.down)) ?? .max)
    }

    private static func text(_ seconds: Int) -> String {
        if seconds < 60 { return "less than a minute" }
        let (number, unit) =
            seconds >= 172_800
            ? (seconds / 86_400, "day") : seconds >= 7_200 ? (seconds / 3_600, "hour") : (seconds / 60, "minute")
        return "\(number) \(unit)\(number == 1 ? "" : "s")"
    }
}
