public import LuaSyntax

/// What a person takes on trust, from that person's own configuration and nowhere else: nothing that is shared can make
/// itself trusted.
///
/// ```lua
/// return {
///   signed  = true,
///   min_age = "3d",
///   signers = { ["SHA256:TiSqIuPu…"] = "dana@acme" },
///   signing_key = "~/.ssh/id_ed25519",
///   cosign  = { ["ghcr.io/acme/**"] = "~/.config/acme-cosign.pub" },
/// }
/// ```
public struct TrustSettings: Hashable, Sendable {
    /// Which releases are taken.
    public var rules = TrustRules()
    /// The names of known signers by the fingerprints of their keys; releases they sign need no confirmation.
    public var signers: [String: String] = [:]
    /// The private key releases are signed with.
    public var signingKey: String?
    /// The public keys by which `cosign` must have signed what comes from some repositories of registries.
    public var cosign: [CosignRule] = []

    /// A public key for the repositories that a pattern matches.
    public struct CosignRule: Hashable, Sendable {
        /// The repositories, such as `ghcr.io/acme/**`.
        public let repositories: PathPattern
        /// The file of the public key.
        public let key: String
    }

    /// The settings of a person who has none.
    public init() {}

    /// Reads settings, which are never executed.
    /// - Throws: `ManifestError` with all that is wrong with them.
    public init(_ source: LuaSource) throws(ManifestError) {
        var reader = TableReader()
        let root = reader.root(of: source) ?? LiteralTable(entries: [])
        reader.check(root, of: "a configuration", keys: ["signed", "min_age", "signers", "signing_key", "cosign"])
        rules = reader.trust(root)
        signingKey = reader.text(root, "signing_key")
        for entry in reader.table(root, "signers")?.entries ?? [] {
            guard case .text(let key) = entry.key, key.hasPrefix("SHA256:"), let name = entry.value.text else {
                reader.report(
                    "a signer is a key's fingerprint and a name: [\"SHA256:…\"] = \"dana@acme\"", at: entry.keySpan,
                    hint: "ssh-keygen -l -f KEY.pub shows the fingerprint")
                continue
            }
            signers[key] = name
        }
        for entry in reader.table(root, "cosign")?.entries ?? [] {
            guard case .text(let pattern) = entry.key, !entry.isPositional, let key = entry.value.text else {
                reader.report(
                    "cosign has repositories and public keys: [\"ghcr.io/acme/**\"] = \"~/acme-cosign.pub\"",
                    at: entry.keySpan)
                continue
            }
            cosign.append(CosignRule(repositories: PathPattern(pattern), key: key))
        }
        try reader.finish(source)
    }
}
