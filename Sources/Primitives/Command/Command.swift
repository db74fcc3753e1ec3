import Foundation
import LuaValues
import Recipes

/// A program with all it needs to run.
struct Command: Sendable {
    /// The name as the recipe has it.
    let name: String
    /// The file.
    let path: String
    let arguments: [String]
    let folder: String
    let environment: [String: String]
    let input: [UInt8]
    let timeout: Duration?

    /// Where programs are looked for unless the call says otherwise.
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// - Parameters:
    ///   - words: the program and its arguments; a name without a slash is looked for in `PATH`, another one is taken
    ///     relative to the folder.
    ///   - program: the file to run, where that is decided already.
    ///   - folder: the folder it runs in.
    ///   - environment: its whole environment.
    /// - Throws: `StepError` where the folder or the program is not there.
    init(
        words: [String], program: String? = nil, folder: String, environment: [String: String], input: [UInt8],
        timeout: Duration?
    ) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw StepError(
                code: "command.no_folder", "there is no folder \(folder) to run in", fields: ["option": "cwd"])
        }
        name = words[0]
        path = try program ?? Self.file(words[0], in: folder, searching: environment["PATH"] ?? Self.defaultPath)
        arguments = Array(words.dropFirst())
        self.folder = folder
        self.environment = environment
        self.input = input
        self.timeout = timeout
    }

    private static func file(_ name: String, in folder: String, searching path: String) throws -> String {
        let isPlaced = name.contains("/")
        let places =
            isPlaced
            ? [name.hasPrefix("/") ? name : "\(folder)/\(name)"] : path.split(separator: ":").map { "\($0)/\(name)" }
        if let found = places.first(where: isProgram) { return found }
        let isThere = places.contains { FileManager.default.fileExists(atPath: $0) }
        throw StepError(
            code: "command.not_found",
            isThere
                ? "\(name) cannot be run: it is no program, or lacks the permission"
                : "there is no program \(name)\(isPlaced ? "" : " in \(path)")",
            hint: isPlaced ? nil : "name its whole path, or set PATH in env", fields: ["option": "command"])
    }

    static func isProgram(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }
}
