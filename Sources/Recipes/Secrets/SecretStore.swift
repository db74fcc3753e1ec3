public import LuaValues
import Synchronization
public import TextSafety

/// Opens secrets at the last moment, and knows what is to be masked wherever text leaves the process.
///
/// Masked are the values this process was given, opened or not, and those that the run has opened in earlier processes: of
/// these the run keeps fingerprints.
public final class SecretStore: Sendable {
    /// Gives a secret's value, or `nil` where there is none.
    public typealias Source = @Sendable (_ name: String) throws -> String?

    private struct State {
        var values: Set<String>
        var fingerprints: [FingerprintSet] = []
        var masker: TextMasker
        var ledger: SecretLedger?
    }

    private let source: Source
    private let state: Mutex<State>

    /// Makes a store.
    /// - Parameters:
    ///   - known: values that are masked from the beginning.
    ///   - source: gives the value of a name.
    public init(known: some Sequence<String> = [], source: @escaping Source) {
        self.source = source
        let values = Set(known)
        state = Mutex(State(values: values, masker: TextMasker(values)))
    }

    /// What is masked by now.
    public var masker: TextMasker { state.withLock { $0.masker } }

    /// A stream of text that comes in pieces, masked as it comes.
    public var stream: MaskingStream { MaskingStream { self.masker } }

    /// The value of a secret. Before it is given away, the run has a fingerprint of it on disk.
    /// - Throws: `StepError` with code `secret.missing` when no source has it.
    public func open(_ name: String) throws -> String {
        guard let value = try source(name), !value.isEmpty else { throw Self.missing(name) }
        learn(value)
        try state.withLock(\.ledger)?.keep(name, value)
        return value
    }

    /// Why a secret cannot be opened; `nil` where it can.
    func fault(of name: String) -> StepError? {
        do {
            return try source(name)?.isEmpty == false ? nil : Self.missing(name)
        } catch {
            return error as? StepError ?? StepError(code: "secret.unreadable", "\(error)")
        }
    }

    private static func missing(_ name: String) -> StepError {
        StepError(
            code: "secret.missing", "secret '\(name)' has no value",
            hint: "set MOONDOCK_SECRET_\(name) or pass --secret-file \(name)=PATH", fields: ["secret": .string(name)])
    }

    /// The text with all that is secret replaced.
    /// - Parameter isCut: whether something has cut the text at its end, so that it could end with half of a secret.
    public func mask(_ text: String, isCut: Bool = false) -> String { masker.mask(text, isCut: isCut) }

    /// The value with all that is secret replaced in it.
    public func mask(_ value: LuaValue) -> LuaValue { masker.mask(value) }

    /// Masks a value from now on, such as one that several secrets were joined to.
    func learn(_ value: String) {
        state.withLock { state in
            guard !value.isEmpty, state.values.insert(value).inserted else { return }
            state.masker = TextMasker(state.values, fingerprints: state.fingerprints)
        }
    }

    /// Masks what a run has opened before, and keeps what it opens from now on.
    /// - Returns: the names that it has opened and that have no value here.
    /// - Throws: what keeps the ledger from being read; what is opened is kept all the same.
    func follow(_ ledger: SecretLedger) throws -> [String] {
        state.withLock { $0.ledger = ledger }
        let kept = try ledger.entries()
        guard !kept.isEmpty else { return [] }
        state.withLock { state in
            state.fingerprints += kept.map(\.fingerprints)
            state.masker = TextMasker(state.values, fingerprints: state.fingerprints)
        }
        return Set(kept.map(\.name)).filter { ((try? source($0)) ?? nil) == nil }.sorted()
    }
}
