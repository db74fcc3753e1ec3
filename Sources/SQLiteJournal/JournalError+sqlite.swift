import Foundation
import GRDB
import Journal

extension JournalError {
    /// What an error of SQLite's means for whoever uses the journal.
    init(_ error: DatabaseError, path: String, isWriting: Bool, turn: WriteTurn? = nil) {
        let folder = (path as NSString).deletingLastPathComponent
        // Nothing is begun before the commit that records it has come back.
        let comfort = isWriting ? "; nothing was begun that is not recorded" : ""
        let reason: String
        switch error.resultCode {
        case .SQLITE_FULL: reason = "\(Volume(of: folder).fullness)\(comfort)"
        case .SQLITE_READONLY, .SQLITE_PERM: reason = "it cannot be written: \(Self.writeConflict(path))\(comfort)"
        case .SQLITE_CANTOPEN: reason = "it cannot be opened: \(Self.openConflict(path))"
        case .SQLITE_IOERR:
            let volume = Volume(of: folder)
            reason =
                volume.isFull
                ? "\(volume.fullness)\(comfort)"
                : "\(volume.path) cannot be \(isWriting ? "written" : "read") (input/output error)\(comfort); "
                    + "look at the disk and its log"
        case .SQLITE_CORRUPT:
            reason = "it is damaged\(comfort); put a copy back, or move it aside: `moondock doctor` looks at all of it"
        case .SQLITE_NOTADB: reason = "it is not a journal of Moondock, or is damaged"
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .turnIsHeld(turn.flatMap { TurnNote($0.lock.text())?.holder })
            return
        case .SQLITE_NOMEM: reason = "there is not enough memory\(comfort)"
        case .SQLITE_CONSTRAINT:
            reason = "what is in it contradicts what is to be recorded, as if somebody else had written to it\(comfort)"
        case .SQLITE_ERROR where error.message?.hasPrefix("no such") == true:
            reason = "it lacks tables or columns that a journal has: it is damaged, or another program's"
        default: reason = "it cannot be used (database error \(error.extendedResultCode.rawValue))\(comfort)"
        }
        self = .unusable(path: path, reason: reason)
    }

    private static func writeConflict(_ path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        for place in [path, folder] where access(place, W_OK) != 0 {
            return SystemErrorText.text(errno).lowercasedFirst
        }
        return "its files belong to somebody else, or it was replaced"
    }

    private static func openConflict(_ path: String) -> String {
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return SystemErrorText.text(errno) }
        close(descriptor)
        let folder = (path as NSString).deletingLastPathComponent
        for (place, mode) in [(folder, R_OK | X_OK), (path, R_OK), (folder, W_OK)] where access(place, mode) != 0 {
            return "\(place): \(SystemErrorText.text(errno).lowercasedFirst)"
        }
        return "the system does not say why"
    }
}

/// The file system that a folder lies on.
struct Volume {
    /// Where it is mounted.
    let path: String
    private let free: UInt64?

    init(of folder: String) {
        var status = statvfs()
        free = statvfs(folder, &status) == 0 ? UInt64(status.f_bavail) &* UInt64(status.f_frsize) : nil
        var place = URL(fileURLWithPath: folder).standardizedFileURL
        let device = FileStatus(place.path)?.device
        while place.path != "/", FileStatus(place.deletingLastPathComponent().path)?.device == device {
            place.deleteLastPathComponent()
        }
        path = place.path
    }

    /// Whether nothing of any size goes onto it.
    var isFull: Bool { free.map { $0 < 1 << 16 } ?? false }

    /// How full it is.
    var fullness: String {
        "no space on \(path)\(free.map { ", \($0) bytes free" } ?? "")\(isFull ? "" : " (a quota may be used up)")"
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
