import Foundation
import RootedFiles

/// What is mounted in the file system of a process, as the kernel has it.
struct MountedFiles {
    /// What distinguishes the files and folders that are mounted there from all others.
    let identities: Set<FileIdentity>

    /// Looks into a container's process.
    /// - Returns: `nil` where it cannot be looked into: it has ended, is another user's, or is not of this machine.
    init?(of process: Int, container: String) {
        guard process > 0, let table = try? String(contentsOfFile: "/proc/\(process)/mountinfo", encoding: .utf8),
            // A number may be that of another process here: engines mount files of theirs that the container's id
            // names.
            table.contains(container), let root = try? RootedFolder("/proc/\(process)/root")
        else { return nil }
        var identities: Set<FileIdentity> = []
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 4 else { continue }
            let point = Self.unescaped(fields[4]).drop { $0 == "/" }
            guard !point.isEmpty, let opened = try? root.open(String(point), links: .never) else { continue }
            if let identity = opened.identity { identities.insert(identity) }
        }
        self.identities = identities
    }

    /// A path of the table, in which `\040` is a space.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
