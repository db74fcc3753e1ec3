import Foundation
import Journal

/// Who uses this process, as the kernel knows them: environment variables do not count.
enum CurrentUser {
    static var identity: Identity {
        guard let entry = getpwuid(getuid()) else { return Identity(user: "uid \(getuid())", groups: []) }
        let name = String(cString: entry.pointee.pw_name)
        var count: Int32 = 64
        var ids = [gid_t](repeating: 0, count: Int(count))
        getgrouplist(entry.pointee.pw_name, entry.pointee.pw_gid, &ids, &count)
        let groups = ids.prefix(Int(max(0, min(count, 64)))).compactMap { id in
            getgrgid(id).map { String(cString: $0.pointee.gr_name) }
        }
        return Identity(user: name, groups: groups)
    }
}
