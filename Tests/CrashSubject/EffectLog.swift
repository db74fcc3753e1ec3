import Foundation

/// What was done to the world, one line for each effect. It survives the process, as a world does.
struct EffectLog: Sendable {
    struct Effect: Codable {
        /// The step that had it.
        let token: String
        let primitive: String
        /// What it was done to, such as a container on a host.
        let target: String
        /// What it is now.
        let value: String
        /// Whether what was there before is kept.
        let keeps: Bool
        /// The step whose effect is undone or made final.
        let subject: String?
    }

    let path: String

    /// Adds one effect, whole or not at all.
    func add(_ effect: Effect) throws {
        var line = try JSONEncoder().encode(effect)
        line.append(10)
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        defer { close(file) }
        let written = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == line.count else { throw CocoaError(.fileWriteUnknown) }
    }

    /// The effect of a step that still stands.
    func effect(of token: String) throws -> Effect? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Effect.self, from: Data($0.utf8)) }
            .last { $0.token == token || ($0.subject == token && $0.primitive == "docker_restore") }
            .flatMap { $0.token == token ? $0 : nil }
    }
}
