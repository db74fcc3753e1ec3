import Foundation
import RecipeLibraries

/// Reads the files of a library from a folder.
enum LibraryFolder {
    /// All files by path; hidden ones are left out, and links are refused.
    static func files(in folder: URL, _ refuse: (String, String?) -> Diagnostic) throws -> [String: [UInt8]] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw refuse("there is no folder \(folder.path)", nil)
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
                        throw refuse("\(folder.path) has more than \(LibraryTree.mostFiles) files", nil)
                    }
                    files[inner] = Array(try Data(contentsOf: URL(fileURLWithPath: place)))
                default:
                    throw refuse("\(HiddenCharacters.shown(place)) is no file: a library has no links or devices", nil)
                }
            }
        }
        do throws(LibraryTreeError) {
            return try LibraryTree(files: files).files
        } catch {
            throw refuse("\(folder.path): \(error)", nil)
        }
    }
}
