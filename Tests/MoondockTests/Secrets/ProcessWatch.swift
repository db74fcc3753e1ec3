import Foundation
import Synchronization

/// Looks, again and again, at what the arguments and the environments of a process and of all below it tell.
final class ProcessWatch: Sendable {
    private struct State {
        var seen: Set<Data> = []
        var leaks: Set<String> = []
        var dumping: Set<String> = []
    }

    private let state = Mutex(State())
    private let root: pid_t

    /// What was found so far, and by whom.
    var leaks: [String] { state.withLock { $0.leaks.sorted() } }
    /// The programs that would leave their memory in a file if they crashed.
    var dumping: [String] { state.withLock { $0.dumping.sorted() } }
    /// How much was looked at.
    var count: Int { state.withLock { $0.seen.count } }

    private init(_ root: pid_t) { self.root = root }

    /// Watches a process while a body runs.
    static func watching<Result>(
        _ process: pid_t, _ body: () async throws -> Result
    ) async throws -> (result: Result, watch: ProcessWatch) {
        let watch = ProcessWatch(process)
        let task = Task.detached {
            while !Task.isCancelled {
                watch.look()
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
        defer { task.cancel() }
        return (try await body(), watch)
    }

    private func look() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var parents: [pid_t: pid_t] = [:]
        for process in names.compactMap({ pid_t($0) }) {
            // The name, in brackets, may hold anything; the parent comes two words after it.
            let status = Self.text(process, "stat")
            guard let end = status.lastIndex(of: ")") else { continue }
            let words = status[end...].split(separator: " ")
            parents[process] = words.count > 2 ? pid_t(words[2]) : nil
        }
        func isBelow(_ process: pid_t) -> Bool {
            var place: pid_t? = process
            for _ in 0..<20 {
                guard let current = place, current > 1 else { return false }
                if current == root { return true }
                place = parents[current]
            }
            return false
        }
        for process in parents.keys where isBelow(process) { look(at: process) }
    }

    private func look(at process: pid_t) {
        let (arguments, environment) = (Self.data(process, "cmdline"), Self.data(process, "environ"))
        let isNew = state.withLock { $0.seen.insert(arguments + [0, 1] + environment).inserted }
        guard isNew else { return }
        let name = String(decoding: arguments.prefix { $0 != 0 }, as: UTF8.self)
        var found = Canary.found(in: arguments).map { "an argument of \(name): \($0)" }
        // A step's own program has what it was given.
        if environment.range(of: Data("MOONDOCK_STEP=".utf8)) == nil {
            found += Canary.found(in: environment).map { "a variable of \(name): \($0)" }
            let limit = Self.text(process, "limits").split(separator: "\n").first { $0.hasPrefix("Max core file size") }
            if let limit, limit.split(separator: " ").dropFirst(4).first != "0" {
                state.withLock { _ = $0.dumping.insert(name) }
            }
        }
        if !found.isEmpty { state.withLock { $0.leaks.formUnion(found) } }
    }

    private static func data(_ process: pid_t, _ name: String) -> Data {
        (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/\(name)"))) ?? Data()
    }

    private static func text(_ process: pid_t, _ name: String) -> String {
        String(decoding: data(process, name), as: UTF8.self)
    }
}
