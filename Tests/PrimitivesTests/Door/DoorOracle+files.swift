import Foundation
import LuaValues
import RecipeLibraries

extension DoorOracle {
    /// What no recipe and no library writes.
    private static func isProtected(_ path: String) -> Bool {
        let parts = path.lowercased().split(separator: "/").map(String.init)
        let manifests = ["moondock.lua", "moondock.lock", "moondock.local.lua"]
        return ["environments", "recipes", "lib", "libraries", "vendor", "tests", ".moondock"].contains(parts[0])
            || parts.contains(".git") || manifests.contains(parts[parts.count - 1])
            || (parts.count == 1 && path.lowercased().hasSuffix(".lua"))
    }

    /// A file that is another one than before.
    func written(_ path: String, _ contents: String, of call: DoorCall) -> [String] {
        var faults: [String] = []
        let inProject = path.hasPrefix("project/") ? String(path.dropFirst(8)) : nil
        switch (call.primitive, inProject) {
        // Which keys are about to be changed, without values.
        case ("configure", let inner?) where inner.hasPrefix(".moondock/runs/door/changes-"): break
        case ("write_file", let inner?), ("configure", let inner?), ("render", let inner?):
            if Self.isProtected(inner) { faults.append("\(path) was written, which nobody writes") }
            if !isCovered(call, { $0.name == "files.write" && $0.fits(inner) }) {
                faults.append("\(path) was written without a grant")
            }
        case ("backup_db", let inner?):
            if Self.isProtected(inner) { faults.append("a backup was put to \(path), where nobody writes") }
            let folder = call.options["to"].string == nil
            if !inner.hasPrefix("backups/") || !folder,
                !isCovered(call, { $0.name == "db.backup" && $0.argument == nil })
                    && !isCovered(call, { $0.name == "files.write" && ($0.fits(inner) || inner.hasPrefix("backups/")) })
                    && !inner.hasPrefix("backups/")
            {
                faults.append("a backup was put to \(path) without a grant")
            }
            if !inner.hasPrefix("backups/"), !isCovered(call, { $0.name == "files.write" && $0.fits(inner) }) {
                faults.append("a backup was put to \(path) without a grant to write there")
            }
        case ("backup_db", nil):
            if call.isLibrary || !names(call.rights.policy.paths.map(\.description), "\(files.base)/\(path)") {
                faults.append("a backup was put to \(path), which the policy does not name")
            }
        default: faults.append("\(path) was changed")
        }
        return faults + source(Self.marks(contents), of: call)
    }

    /// What was read comes from where the caller may read.
    func read(_ outcome: DoorOutcome, of call: DoorCall) -> [String] {
        source(Self.marks(outcome.text), of: call)
    }

    /// What a call has got out of files, wherever it then was found.
    func source(_ marks: Set<String>, of call: DoorCall) -> [String] {
        marks.sorted().compactMap { mark in
            if mark == "environment" {
                return isCovered(call) { $0.name == "environment" } ? nil : "the environment was read"
            }
            // What a call writes itself, it may say.
            if "\(LuaValue.table(call.options))".contains("[[\(mark)]]") { return nil }
            let way = "\(mark) was read by \(call.primitive)"
            guard mark.hasPrefix("project/") else {
                // What the policy names beside the project, whoever may build or back up there.
                let isNamed = names(call.rights.policy.paths.map(\.description), "\(files.base)/\(mark)")
                switch call.primitive {
                case "docker_build"
                where isNamed && isCovered(call, { $0.name == "docker.build" && $0.argument == nil }),
                    "backup_db" where isNamed && isCovered(call, { $0.name == "db.backup" }):
                    return nil
                default: return way
                }
            }
            let inner = String(mark.dropFirst(8))
            let parts = inner.split(separator: "/").map(String.init)
            let above = ["."] + parts.indices.dropFirst().map { parts[..<$0].joined(separator: "/") }
            let isRead = isCovered(call) { $0.name == "files.read" && $0.fits(inner) }
            switch call.primitive {
            case "read_file", "configure", "render":
                if inner.hasPrefix(".moondock/") || ["moondock.lua", "moondock.lock"].contains(inner) { return way }
                return isRead ? nil : way
            case "docker_build":
                let isBuilt = isCovered(call) { grant in
                    grant.name == "docker.build" && above.contains { grant.fits($0) }
                }
                return isRead || isBuilt ? nil : way
            case "backup_db":
                if call.isLibrary, inner.hasPrefix(".moondock/") { return way }
                return isCovered(call) { $0.name == "db.backup" } ? nil : way
            default: return way
            }
        }
    }

    /// Programs that have run, where they ran, and what they were given.
    func programs(_ text: String, of call: DoorCall) -> [String] {
        var faults: [String] = []
        let ran = text.matches(of: /RAN\[\[([^\]]*)\]\]/).map { String($0.1) }
        guard let program = ran.first, !program.contains("$") else { return [] }
        guard call.primitive == "run_command" else { return ["\(program) was run by \(call.primitive)"] }
        let place = program.hasPrefix("/") ? program : "\(files.base)/\(program)"
        let isProgram: (Words) -> Bool = { grant in
            guard grant.name == "run_command" else { return false }
            guard let name = grant.argument else { return true }
            let places =
                name.contains("/")
                ? [name.hasPrefix("/") ? name : "\(files.project)/\(name)"] : ["/usr/bin/\(name)", "/bin/\(name)"]
            return places.contains { Self.real($0) == Self.real(place) }
        }
        if !isCovered(call, isProgram) { faults.append("\(program) was run without a grant") }
        if let folder = text.firstMatch(of: /IN\[\[([^\]]*)\]\]/).map({ String($0.1) }) {
            let inner =
                folder == files.project
                ? "." : folder.hasPrefix(files.project + "/") ? String(folder.dropFirst(files.project.count + 1)) : nil
            if let inner {
                let isRead = isCovered(call) { $0.name == "files.read" && $0.fits("\(inner)/\u{1}") }
                if inner != ".", !isRead { faults.append("\(program) was run in \(inner) without a grant") }
            } else if call.isLibrary || !names(call.rights.policy.paths.map(\.description), folder) {
                faults.append("\(program) was run in \(folder)")
            }
        }
        guard call.isLibrary else { return faults }
        for match in text.matches(of: /export ([A-Za-z_][A-Za-z0-9_]*)='?"?([^'"\n]*)/) {
            let (name, value) = (String(match.1), String(match.2))
            if ["PWD", "OLDPWD", "SHLVL", "_"].contains(name) { continue }
            if name == "PATH", value.split(separator: ":").allSatisfy({ $0.hasSuffix("/bin") || $0.hasSuffix("/sbin") })
            {
                continue
            }
            if name == "MOONDOCK_STEP", value.hasPrefix("door/") { continue }
            if name.hasPrefix("LC_") || ["LANG", "LANGUAGE", "TZ", "TERM"].contains(name) { continue }
            let isGiven = isCovered(call) { isProgram($0) && ($0.argument == nil || $0.variables.contains(name)) }
            let decides = ["PATH", "ENV", "BASH_ENV", "LD_PRELOAD", "MOONDOCK_STEP"].contains(name)
            if !isGiven || decides { faults.append("\(program) was given the variable \(name)") }
        }
        return faults
    }
}
