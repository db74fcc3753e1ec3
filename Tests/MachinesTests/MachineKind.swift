import Foundation
import MachineTestSupport
import Machines
import Processes
import Synchronization
import Testing

/// The kinds of machines there are; each has to behave as all others do. A new kind is added here.
enum MachineKind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case local, ssh

    var testDescription: String { rawValue }

    /// Runs a test on a machine of the kind.
    /// - Parameter body: gets a way to the machine, as often as it likes, and the home folder of its user.
    func with(
        _ body: @Sendable (_ machine: @escaping @Sendable () throws -> any Machine, _ home: String) async throws -> Void
    ) async throws {
        switch self {
        case .local:
            let home = "/tmp/mdlocal-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: home) }
            try await body({ LocalMachine(home: home) }, home)
        case .ssh: try await SSHServer.with { server in try await body({ try server.machine() }, server.home) }
        }
    }
}

/// Bytes that a program prints.
final class Printed: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let waiters = Mutex<[(count: Int, wake: CheckedContinuation<Void, Never>)]>([])

    var all: [UInt8] { bytes.withLock { $0 } }
    var text: String { String(decoding: all, as: UTF8.self) }

    func take(_ more: UnsafeRawBufferPointer) {
        let count = bytes.withLock { bytes in
            bytes += more
            return bytes.count
        }
        let ready = waiters.withLock { waiters in
            defer { waiters.removeAll { $0.count <= count } }
            return waiters.filter { $0.count <= count }
        }
        for waiter in ready { waiter.wake.resume() }
    }

    /// Waits until so many bytes have come.
    func wait(for count: Int = 1) async {
        await withCheckedContinuation { wake in
            waiters.withLock { $0.append((count, wake)) }
            if bytes.withLock({ $0.count }) >= count { take(UnsafeRawBufferPointer(start: nil, count: 0)) }
        }
    }
}

extension Machine {
    /// Runs a program and keeps what it prints.
    func outcome(_ command: MachineCommand) async throws -> (ending: ProgramEnding, output: String, errors: String) {
        let (output, errors) = (Printed(), Printed())
        let ending = try await run(command, output: output.take, errors: errors.take)
        return (ending, output.text, errors.text)
    }

    func outcome(
        _ words: String..., folder: String? = nil, environment: [String: String] = [:], input: [UInt8] = []
    ) async throws -> (ending: ProgramEnding, output: String, errors: String) {
        try await outcome(
            MachineCommand(
                token: CommandToken(UUID().uuidString), words: words, folder: folder, environment: environment,
                input: input))
    }

    /// The kind of failure that a piece of work ends with.
    func failure(_ work: () async throws -> Void) async throws -> MachineError.Kind? {
        do {
            try await work()
            return nil
        } catch let error as MachineError {
            return error.kind
        }
    }
}

/// Waits until something is so.
func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<3000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it has not come to be within 30 s")
}
