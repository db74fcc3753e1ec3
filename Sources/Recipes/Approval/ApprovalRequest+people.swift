import Glibc
public import Journal

extension ApprovalRequest {
    /// Whose answer it waits for, in a few words.
    public var people: String {
        let people = approvers.isEmpty ? "anybody" : approvers.joined(separator: ", ")
        let number = count > 1 ? "\(count) of " : ""
        return number + people + (excluded.isEmpty ? "" : " but \(excluded.joined(separator: ", "))")
    }

    /// Why nobody can answer it; `nil` where somebody may.
    /// - Parameter isGroup: whether a name is a group of this machine, whose members are not counted;
    ///   without it the machine is asked.
    public func impediment(isGroup: ((String) -> Bool)? = nil) -> String? {
        let isGroup = isGroup ?? { getgrnam($0) != nil }
        guard !approvers.isEmpty else { return nil }
        let names = Set(approvers).filter { !ApprovalRequest.isNobody($0) }.subtracting(excluded)
        guard !names.isEmpty else {
            return "nobody can answer this: it is for \(people)"
        }
        guard names.count < count, !names.contains(where: isGroup) else { return nil }
        return "nobody can answer this: it takes \(count) people, and \(names.sorted().joined(separator: ", ")) "
            + "\(names.count == 1 ? "is" : "are") all that may"
    }
}
