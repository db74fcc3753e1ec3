import Foundation

/// The program that holds recipes' Lua: beside this one, or in libexec.
enum WorkerExecutable {
    static var path: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "moondock"
        let folder = URL(fileURLWithPath: own).deletingLastPathComponent()
        let beside = folder.appendingPathComponent("moondock-worker").path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return folder.appendingPathComponent("../libexec/moondock/moondock-worker").standardizedFileURL.path
    }
}
