import Foundation
import LuaSyntax
import RecipeLibraries
import Recipes

/// What the person who gives a command trusts: `$XDG_CONFIG_HOME/moondock/config.lua`, else `~/.config/moondock/config.lua`.
enum PersonalSettings {
    static var file: URL {
        let folder = ProcessInfo.processInfo.environment["XDG_CONFIG_HOME"].flatMap {
            $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil
        }
        return (folder ?? HomeFolder.url.appendingPathComponent(".config"))
            .appendingPathComponent("moondock/config.lua")
    }

    /// - Throws: `Diagnostic` where the file is there and wrong.
    static func read() throws -> TrustSettings {
        guard FileManager.default.fileExists(atPath: file.path) else { return TrustSettings() }
        guard let data = try? Data(contentsOf: file) else {
            throw CommandError(2, "\(file.path) cannot be read")
        }
        do throws(ManifestError) {
            return try TrustSettings(LuaSource(name: file.path, bytes: Array(data)))
        } catch {
            throw Diagnostic(error)
        }
    }
}
