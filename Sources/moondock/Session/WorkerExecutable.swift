import Foundation

/// The program that holds recipes' Lua: named by MOONDOCK_WORKER, beside this one, or in libexec.
enum WorkerExecutable {
    static var path: String {
        if let named = ProcessInfo.processInfo.environment["MOONDOCK_WORKER"], !named.isEmpty { return named }
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "moondock"
        let folder = URL(fileURLWithPath: own).deletingLastPathComponent()
        let beside = folder.appendingPathComponent("moondock-worker").path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return folder.appendingPathComponent("../libexec/moondock/moondock-worker").standardizedFileURL.path
    }
}
