public import Foundation

/// Reads the files of a library from a folder.
public enum LibraryFolder {
    /// All files by path; hidden ones are left out, and links are refused.
    /// - Throws: `LibraryTreeError`, or what the file system says.
    public static func files(in folder: URL) throws -> [String: [UInt8]] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw LibraryTreeError(path: "", reason: "there is no folder \(folder.path)")
        }
        var files: [String: [UInt8]] = [:]
        var folders = [""]
        while let path = folders.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + path).sorted() {
                if name.hasPrefix(".") { continue }
                let inner = path + name
                let place = folder.path + "/" + inner
                switch try FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType {
                case .typeDirectory?: folders.append(inner + "/")
                case .typeRegular?:
                    guard files.count < LibraryTree.mostFiles else {
                        throw LibraryTreeError(path: "", reason: "it has more than \(LibraryTree.mostFiles) files")
                    }
                    files[inner] = Array(try Data(contentsOf: URL(fileURLWithPath: place)))
                default: throw LibraryTreeError(path: inner, reason: "a library has no links or devices")
                }
            }
        }
        return try LibraryTree(files: files).files
    }
}
