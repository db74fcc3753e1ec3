import DockerEngine
import Foundation
import LuaValues
import Recipes

extension OptionType where Value == ContainerMount {
    private static var hint: String {
        "\"NAME:/path\" for a volume, \"/host/path:/path:ro\" or \"./path:/path\" for a folder of the host or the project; "
            + "\"/path\" alone for a volume without a name"
    }

    /// A volume or a folder of the host: `"data:/var/lib"`, `"/etc/app:/etc/app:ro"`, `"./pages:/www:z"`, `"/cache"`.
    static let mount = OptionType("a volume like \"data:/var/lib/app\"", annotation: "string") {
        value, optionPath throws(OptionError) in
        guard let text = value.string, let mount = ContainerMount(short: text) else {
            throw OptionError("'\(optionPath)' is no volume: \(value)", option: optionPath.lastKey, hint: hint)
        }
        return mount
    }
}

extension ContainerMount {
    /// Reads docker's short form, `SOURCE:TARGET:OPTIONS`. A folder that begins with `.` lies in the project; it is
    /// resolved by whoever knows where that is.
    init?(short text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !text.utf8.contains(0) else { return nil }
        let target = parts.count == 1 ? parts[0] : parts[1]
        guard target.hasPrefix("/"), target != "/" else { return nil }
        if parts.count == 1 {
            self.init(.volume(name: nil), at: target)
            return
        }
        let source = parts[0]
        let isFolder =
            source.hasPrefix("/") || source == "." || source == ".." || source.hasPrefix("./")
            || source.hasPrefix("../")
        guard !source.isEmpty, isFolder || !source.contains("/") else { return nil }
        self.init(isFolder ? .bind(path: source) : .volume(name: source), at: target)
        let options = parts.count == 3 ? parts[2].split(separator: ",", omittingEmptySubsequences: false) : []
        guard Set(options).count == options.count, !options.contains("ro") || !options.contains("rw") else {
            return nil
        }
        for option in options where !take(String(option), isFolder: isFolder) { return nil }
    }

    /// Takes one option; false for one that there is not, or that is for the other kind.
    private mutating func take(_ option: String, isFolder: Bool) -> Bool {
        switch option {
        case "ro": isReadOnly = true
        case "rw": break
        // Hints for Docker Desktop; they mean nothing on Linux.
        case "consistent", "cached", "delegated": break
        case "nocopy" where !isFolder: copiesImage = false
        case "z" where isFolder && labelling == nil: labelling = .shared
        case "Z" where isFolder && labelling == nil: labelling = .exclusive
        default:
            guard isFolder, let way = Propagation(rawValue: option), propagation == nil else { return false }
            propagation = way
        }
        return true
    }

    /// The mount with a folder of the project in its full form.
    func resolved(in root: URL) -> ContainerMount {
        guard case .bind(let path) = source, path.hasPrefix(".") else { return self }
        var mount = self
        mount.source = .bind(path: root.appending(path: path).standardizedFileURL.path)
        return mount
    }
}
