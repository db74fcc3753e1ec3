import Foundation
public import Journal

extension Identity {
    /// Who runs this process, as the kernel knows them: neither `USER` nor `LOGNAME` counts, nor what the group database
    /// says of somebody whose session began before.
    public static var ofProcess: Identity {
        let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
        let count = getgroups(0, nil)
        var ids = [gid_t](repeating: 0, count: Int(max(0, count)))
        let found = ids.isEmpty ? 0 : getgroups(count, &ids)
        let all = Set(ids.prefix(Int(max(0, found))) + [getgid()])
        let groups = all.sorted().compactMap { id in getgrgid(id).map { String(cString: $0.pointee.gr_name) } }
        return Identity(user: user, groups: groups)
    }
}
