import Foundation
import LuaSyntax
import RecipeLibraries
import Recipes
import TextSafety

/// What a library's functions do, from the comments above them.
struct LibraryPage {
    private let title: String
    private let summary: String?
    /// The name it is required by.
    private let name: String
    private let needs: [(need: String, reason: String)]
    private let interface: LibraryInterface

    /// The page of a library that a project has, of one that comes with Moondock, or of the one in the project's
    /// folder.
    /// - Parameter name: the name it is required by; `.` for the one in the folder.
    /// - Returns: `nil` where there is no such library.
    /// - Throws: `Diagnostic` where a manifest is wrong.
    init?(_ name: String, of project: Project) throws {
        if name == "." {
            let files = try LibraryFolder.files(in: project.root)
            try Self.rejectBroken(files)
            try self.init(files, name: nil)
        } else if let files = StandardLibraries.files(of: name) {
            try self.init(files, name: name)
        } else {
            guard FileManager.default.fileExists(atPath: project.resolve(Project.manifest).path) else { return nil }
            let set = try LibraryFiles.set(of: project)
            guard let library = set.aliases[name].flatMap({ set.libraries[$0] }) else { return nil }
            self.init(
                title: library.id.replacing("@", with: " "), summary: nil, name: name,
                needs: Self.sorted(library.needs), interface: LibraryInterface(library))
        }
    }

    private init(_ files: [String: [UInt8]], name: String?) throws {
        let manifest: LibraryManifest
        do throws(ManifestError) {
            manifest = try LibraryManifest(
                LuaSource(name: Project.manifest, bytes: files[Project.manifest] ?? Array("return {}".utf8)))
        } catch {
            throw Diagnostic(error)
        }
        self.init(
            title: "\(manifest.name) \(manifest.version)", summary: manifest.summary,
            name: name ?? manifest.name.replacing("/", with: "."), needs: Self.sorted(manifest.needs),
            interface: LibraryInterface(manifest, files))
    }

    private init(
        title: String, summary: String?, name: String, needs: [(need: String, reason: String)],
        interface: LibraryInterface
    ) {
        self.title = title
        self.summary = summary
        self.name = name
        self.needs = needs
        self.interface = interface
    }

    /// A page without what cannot be read would say that there is nothing.
    private static func rejectBroken(_ files: [String: [UInt8]]) throws {
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            guard path.hasSuffix(".lua"), path.hasPrefix("lib/") else { continue }
            let source = LuaSource(name: path, bytes: bytes)
            guard let fault = Parser.parse(source).diagnostics.first else { continue }
            throw Diagnostic(code: "syntax", message: fault.message, at: fault.span, in: source, hint: nil)
        }
    }

    private static func sorted(_ needs: [Grant: String]) -> [(need: String, reason: String)] {
        needs.sorted { $0.key < $1.key }.map { ($0.key.description, $0.value) }
    }

    /// The variable that examples keep the library in; it hides none of Lua's own.
    private var variable: String {
        let last = String(name.split(separator: ".").last ?? "library").replacing("-", with: "_")
        return LuaFunction.all.contains { $0.name.hasPrefix("\(last).") } ? last + "s" : last
    }

    private func call(_ function: LibraryFunction, _ module: ModuleInterface) -> String {
        let parts = [module.module == "init" ? variable : String(module.module.split(separator: ".").last ?? "")]
        return (parts + (function.name.isEmpty ? [] : [function.name])).joined(separator: ".")
            + "(\(function.signature))"
    }

    private func requirement(_ module: ModuleInterface) -> String {
        let path = module.module == "init" ? name : "\(name).\(module.module)"
        return
            "local \(module.module == "init" ? variable : module.module.split(separator: ".").last.map(String.init) ?? "") "
            + "= require \"\(path)\""
    }

    /// The page for a terminal.
    var text: String {
        var lines = [title + (summary.map { ": \($0)" } ?? "")]
        for need in needs { lines.append("requests  \(need.need)  \(need.reason)") }
        if !interface.recipes.isEmpty {
            lines.append("recipes   \(interface.recipes.map { "\(name):\($0)" }.joined(separator: ", "))")
        }
        for module in interface.modules {
            lines += ["", requirement(module)]
            for function in module.functions {
                lines += ["", call(function, module)]
                lines += function.prose.map { $0.isEmpty ? "" : "    \($0)" }
                lines += function.annotations.compactMap(\.line).map { "    \($0)" }
            }
            for table in module.classes where !table.fields.isEmpty {
                lines += ["", "\(table.name):"] + table.fields.compactMap(\.line).map { "    \($0)" }
            }
        }
        return lines.map(HiddenCharacters.shown).joined(separator: "\n")
    }

    /// The page as Markdown.
    var markdown: String {
        var lines = ["# \(title)", ""]
        if let summary { lines += [summary, ""] }
        if !needs.isEmpty {
            lines += ["It requests:", ""] + needs.map { "* `\($0.need)` \($0.reason)" } + [""]
        }
        if !interface.recipes.isEmpty {
            lines += ["It ships recipes:", ""] + interface.recipes.map { "* `moondock run \(name):\($0)`" } + [""]
        }
        for module in interface.modules {
            lines += ["```lua", requirement(module), "```", ""]
            for function in module.functions {
                lines += ["## `\(call(function, module))`", ""] + function.prose + [""]
                let notes = function.annotations.compactMap(\.line)
                if !notes.isEmpty { lines += notes.map { "* \($0)" } + [""] }
            }
            for table in module.classes where !table.fields.isEmpty {
                lines += ["## Options `\(table.name)`", ""] + table.fields.compactMap(\.line).map { "* \($0)" } + [""]
            }
        }
        return lines.map(HiddenCharacters.shown).joined(separator: "\n")
    }
}

extension LibraryFunction {
    /// The comment without its annotations, and without empty lines at its ends.
    fileprivate var prose: [String] {
        let lines = documentation.filter { !$0.hasPrefix("@") }
        return Array(lines.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed())
    }
}

extension LibraryFunction.Annotation {
    /// The annotation as a person reads it.
    fileprivate var line: String? {
        switch kind {
        case "param", "field": "\(name ?? "")\(isOptional ? " (optional)" : ""): \(text)"
        case "return": "returns \(text)"
        default: nil
        }
    }
}
