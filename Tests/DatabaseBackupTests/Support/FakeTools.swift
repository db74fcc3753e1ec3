import DatabaseTestSupport
import Foundation

/// A directory of client tools in which one or more are shell scripts and the others are the real ones.
struct FakeTools {
    let directory: TemporaryDirectory
    var path: String { directory.path }

    /// - Parameters:
    ///   - real: the directory of the real tools.
    ///   - scripts: body of a shell script by tool name; in it `$REAL` is the real tool's path.
    init(real: String, scripts: [String: String]) throws {
        directory = try TemporaryDirectory()
        for tool in ["psql", "pg_dump", "pg_restore"] {
            let path = directory.path(tool)
            guard let script = scripts[tool] else {
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(real)/\(tool)")
                continue
            }
            let text = "#!/bin/sh\nREAL='\(real)/\(tool)'\n\(script)\n"
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
    }

    /// Answers `--version` as the real tool does, and runs the script for everything else.
    static func dump(_ script: String) -> [String: String] {
        ["pg_dump": "if [ \"$1\" = --version ]; then exec \"$REAL\" --version; fi\n\(script)"]
    }
}
