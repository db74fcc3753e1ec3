import Foundation

// embed-libraries OUTPUT FOLDER…: writes a Swift file that holds the files of some libraries, each by its folder's name.
// Resources of the package manager would have to lie beside the installed program, and embedding them in code knows no
// two files of one name.

var text = """
    // Made by embed-libraries from the folders of this directory.
    extension StandardLibrary {
        /// The files of each library by path.
        static let embedded: [String: [String: String]] = [

    """
for folder in CommandLine.arguments.dropFirst(2) {
    let root = URL(fileURLWithPath: folder)
    text += "        \"\(root.lastPathComponent)\": [\n"
    let paths = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted()
    for path in paths where path.hasSuffix(".lua") || path.hasSuffix(".md") {
        let contents = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        let indented = contents.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n")
        text += "\"\(path)\": ####\"\"\"\n\(indented)\n\"\"\"####,\n"
    }
    text += "        ],\n"
}
text += "    ]\n}\n"
try Data(text.utf8).write(to: URL(fileURLWithPath: CommandLine.arguments[1]))
