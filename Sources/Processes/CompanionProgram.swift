internal import Glibc

/// A program that is installed together with this one.
public enum CompanionProgram {
    /// The one that holds recipes, and that watches over commands.
    public static let worker = "moondock-worker"

    /// The file: beside this program, or in `libexec`; `nil` where it is in neither.
    public static func path(of name: String) -> String? {
        guard let own = ownPath, let end = own.lastIndex(of: "/") else { return nil }
        let folder = own[..<end]
        return ["\(folder)/\(name)", "\(folder)/../libexec/moondock/\(name)"].first(where: Program.isProgram)
    }

    private static var ownPath: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
