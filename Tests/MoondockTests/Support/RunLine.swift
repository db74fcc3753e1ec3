import Foundation

/// One line of `--json`.
struct RunLine: Decodable, Sendable {
    struct Position: Decodable, Sendable {
        let chunk: String
        let line: Int
    }

    struct Excerpt: Decodable, Sendable {
        let position: Position
        let label: String?
    }

    struct Diagnostic: Decodable, Sendable {
        let code: String
        let message: String
        let excerpt: Excerpt?
        let details: [String]
        let hint: String?
        let step: String?
    }

    let type: String
    let run: String?
    let path: String?
    let primitive: String?
    let title: String?
    let line: String?
    let message: String?
    let reason: String?
    let outcome: String?
    let summary: String?
    let replayed: Bool?
    let ending: String?
    let exitCode: Int?
    let replayedSteps: Int?
    let diagnostic: Diagnostic?

    init?(_ text: String) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let line = try? decoder.decode(RunLine.self, from: Data(text.utf8)) else { return nil }
        self = line
    }

    func isStart(of name: String) -> Bool { type == "step_started" && primitive == name }

    func isWaiting(for text: String) -> Bool { type == "step_waiting" && reason?.contains(text) == true }

    func isEnd(of step: String) -> Bool { type == "step_ended" && path == step }
}
