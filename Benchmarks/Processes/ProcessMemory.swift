import Foundation

/// Memory of a living process.
enum ProcessMemory {
    /// The maximum number of bytes it has had in memory.
    static func peak(of process: Int32) throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            if let kibibytes = line.split(separator: " ").compactMap({ Double($0) }).first { return kibibytes * 1024 }
        }
        throw FloorFailure("reading the memory of process \(process)", status)
    }
}
