/// The formats of configuration files whose values can be changed.
public enum ConfigurationFormat: String, CaseIterable, Hashable, Sendable {
    /// JSON, with the comments and trailing commas that .NET and editors take.
    case json
    /// XML, such as `web.config`.
    case xml
    /// YAML.
    case yaml
    /// Java's `.properties`.
    case properties
    /// `key = value` in sections.
    case ini
    /// `KEY=value`, as shells and dotenv read it.
    case env

    /// The format of a file by its name; `nil` where the name does not say.
    public init?(fileName: String) {
        let name = fileName.split(separator: "/").last.map { $0.lowercased() } ?? ""
        if name == ".env" || name.hasPrefix(".env.") {
            self = .env
            return
        }
        switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last {
        case "json", "jsonc": self = .json
        case "xml", "config", "csproj", "props", "targets", "xaml", "resx", "settings", "nuspec", "plist": self = .xml
        case "yaml", "yml": self = .yaml
        case "properties": self = .properties
        case "ini", "cfg", "cnf": self = .ini
        case "env": self = .env
        default: return nil
        }
    }
}
