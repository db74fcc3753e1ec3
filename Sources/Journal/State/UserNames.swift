public import Foundation
import Synchronization

/// Users and groups, as the system knows them.
public enum UserNames {
    /// What the system's functions give is theirs until they are called again, by whichever thread.
    private static let turn = Mutex(())

    /// The name of a user, or its number.
    public static func user(_ id: uid_t) -> String {
        turn.withLock { _ in getpwuid(id).map { String(cString: $0.pointee.pw_name) } } ?? "user \(id)"
    }

    /// The name of a group, or its number.
    public static func group(_ id: gid_t) -> String {
        turn.withLock { _ in getgrgid(id).map { String(cString: $0.pointee.gr_name) } } ?? "group \(id)"
    }

    /// The number of a group; `nil` where there is none of this name.
    public static func group(named name: String) -> gid_t? {
        turn.withLock { _ in getgrnam(name)?.pointee.gr_gid }
    }

    /// The names of the groups a user belongs to; `nil` where the system knows no such user.
    public static func groups(ofUser name: String) -> [String]? {
        guard let first = turn.withLock({ _ in getpwnam(name)?.pointee.pw_gid }) else { return nil }
        var count: Int32 = 256
        var ids = [gid_t](repeating: 0, count: Int(count))
        _ = turn.withLock { _ in getgrouplist(name, first, &ids, &count) }
        return ids.prefix(Int(max(0, min(count, 256)))).map(group)
    }

    /// Whether a group is the one of a user's own, with nobody else in it.
    static func isGroup(_ group: gid_t, ofUser user: uid_t) -> Bool {
        turn.withLock { _ in
            guard let owner = getpwuid(user)?.pointee, owner.pw_gid == group, let entry = getgrgid(group)?.pointee
            else {
                return false
            }
            let name = String(cString: owner.pw_name)
            var member = entry.gr_mem
            while let text = member?.pointee {
                if String(cString: text) != name { return false }
                member = member?.successor()
            }
            return String(cString: entry.gr_name) == name
        }
    }
}
