import Foundation

/// Where a password comes from. The value is held only while the backup runs and never appears in a description.
public enum PasswordSource: Sendable {
    /// The server trusts the user without one.
    case none
    /// A function that yields it when it is needed.
    case provided(@Sendable () async throws -> String)
    /// A file that holds it; one line break at the end is left out.
    case file(path: String)

    /// A password known already, wrapped so that printing the source does not print it.
    public static func value(_ password: String) -> PasswordSource {
        .provided { password }
    }

    /// Reads the password; nil when there is none.
    func read() async throws -> String? {
        switch self {
        case .none:
            return nil
        case .provided(let provide):
            return try await obtain(from: provide)
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw BackupError(.auth, stage: .preflight, "password file \(path) cannot be read")
            }
            let text = String(decoding: data, as: UTF8.self)
            return text.last?.isNewline == true ? String(text.dropLast()) : text
        }
    }

    private func obtain(from provide: @Sendable () async throws -> String) async throws -> String {
        do {
            return try await provide()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw BackupError(.auth, stage: .preflight, "the password could not be obtained: \(error)")
        }
    }
}
