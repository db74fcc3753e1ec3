import Foundation
import Testing

@testable import Journal

@Suite struct ProcessStateTests {
    @Test func aProcessIsKnownByItsNumberAndItsBeginning() {
        #expect(ProcessState(of: getpid()) == .running)
        #expect(ProcessState(of: getpid(), begunAt: ProcessState.ownStart) == .running)
        #expect(ProcessState(of: getpid(), begunAt: ProcessState.ownStart + 1) == .gone, "another one had the number")
    }

    @Test func anOwnerNamesItsProcess() throws {
        let host = ProcessInfo.processInfo.hostName
        let own = try #require(OwnerProcess("ada@\(host), process \(getpid())"))
        #expect(own.number == getpid())
        #expect(own.state == .running)
        #expect(OwnerProcess("ada@elsewhere, process 1")?.state == nil)
        #expect(OwnerProcess("somebody") == nil)
    }
}
