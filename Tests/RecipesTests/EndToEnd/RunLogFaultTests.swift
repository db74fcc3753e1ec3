import Foundation
import Journal
import Testing

@testable import Recipes

/// The log of a run is told of when it could not be written.
@Suite struct RunLogFaultTests {
    @Test func whatKeepsItFromBeingWrittenIsKept() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let project = Project(root: root)
        try FileManager.default.createDirectory(at: project.state, withIntermediateDirectories: true)
        let log = RunLog(run: RunID("r"), of: project)
        log.receive(RunEvent(.notice("x")))
        #expect(log.fault == nil)
        #expect(FileStatus(log.url.path)?.mode == S_IFREG | 0o600)
        try Data().write(to: project.state.appendingPathComponent("file"))
        let other = RunLog(run: RunID("../file"), of: project)
        other.receive(RunEvent(.notice("x")))
        #expect(other.fault?.contains("cannot be written: Not a directory") == true, "\(other.fault ?? "none")")
    }
}
