extension Grant {
    /// The kinds of effects.
    public enum Name: String, Sendable, CaseIterable {
        case dockerBuild = "docker.build"
        case dockerPush = "docker.push"
        case dockerRun = "docker.run"
        case databaseBackup = "db.backup"
        case approval, lock, environment, release, http, secret
        case filesRead = "files.read"
        case filesWrite = "files.write"
        case runCommand = "run_command"
        case socket
        /// To call another library that may do something.
        case through

        /// What the argument says; `nil` where there is none.
        var argument: String? {
            switch self {
            case .dockerBuild: "contexts in the project, such as apps/**"
            case .dockerPush: "repositories, such as ghcr.io/acme/**"
            case .dockerRun: "hosts, such as web-*"
            case .databaseBackup: "targets, such as shop"
            case .http: "one origin, such as https://hooks.example.com"
            case .secret: "the secret's name"
            case .filesRead, .filesWrite: "paths in the project, such as templates/**"
            case .runCommand: "the program"
            case .socket: "sockets, such as /run/haproxy/*.sock or tcp://127.0.0.1:9999"
            case .through: "the name by which the project requires the other library"
            case .approval, .lock, .environment, .release: nil
            }
        }

        /// What it lets a library do, for people who decide.
        public var meaning: String {
            switch self {
            case .dockerBuild:
                "builds images; with patterns, from those contexts of the project only; a Dockerfile outside of its context "
                    + "needs files.read as well"
            case .dockerPush: "pushes images; with a pattern, to those repositories only"
            case .dockerRun: "runs, stops and replaces containers; with a pattern, on those hosts only"
            case .databaseBackup:
                "backs databases up into the folder backups; with a pattern, those targets only; another folder needs "
                    + "files.write as well"
            case .approval: "asks people"
            case .lock: "takes locks"
            case .environment: "reads the environment's data"
            case .release: "makes releases, and reads those there are"
            case .http:
                "sends requests to one origin: scheme, host and port; redirects, and health probes of what is not the container's "
                    + "own, included"
            case .secret: "uses a secret; its value never enters Lua"
            case .filesRead: "reads files of the project, and runs programs in its folders"
            case .filesWrite:
                "writes files of the project, but never manifests, environments, recipes, libraries, tests or Moondock's "
                    + "own record"
            case .runCommand:
                "runs programs; with one, that very file, found in the project or among the system's programs whatever the "
                    + "call says; with its sha256:HASH only while it has that hash; with env:NAME it may be given that variable "
                    + "besides LANG, LC_*, TZ and the like; on a host, programs and files only without one or as HOST:PROGRAM, "
                    + "HOST:write_file and so on"
            case .socket: "sends commands to sockets; with a pattern, to those only"
            case .through: "acts by calling a library that may do something; `moondock list` says what"
            }
        }

        /// The grant with what may come after it, such as `docker.run [HOSTS]`.
        public var form: String {
            let argument: String? =
                switch self {
                case .dockerBuild: "CONTEXTS"
                case .dockerPush: "REPOSITORIES"
                case .dockerRun: "HOSTS"
                case .databaseBackup: "TARGETS"
                case .http: "ORIGIN"
                case .secret: "NAME"
                case .filesRead, .filesWrite: "PATHS"
                case .runCommand: "PROGRAM [sha256:HASH] [env:NAME …]"
                case .socket: "SOCKETS"
                case .through: "LIBRARY"
                case .approval, .lock, .environment, .release: nil
                }
            guard let argument else { return rawValue }
            return needsArgument ? "\(rawValue) \(argument)" : "\(rawValue) [\(argument)]"
        }

        /// Whether the name alone says too much.
        var needsArgument: Bool { [.http, .secret, .filesRead, .filesWrite, .through].contains(self) }

        /// Whether `*` may stand in the argument.
        var allowsPattern: Bool { isAboutPaths || [.dockerPush, .dockerRun, .databaseBackup, .socket].contains(self) }

        /// Whether the argument is over paths of the project.
        var isAboutPaths: Bool { [.dockerBuild, .filesRead, .filesWrite].contains(self) }

        /// Whether only a project gives it, and no library requests it: that it uses another one is need enough.
        public var needsNoPermission: Bool { self == .through }

        /// What is wrong with an argument.
        func fault(in argument: String) -> GrantFault? {
            switch self {
            case .http:
                let origin = HTTPOrigin(argument)
                if origin?.description == argument { return nil }
                return GrantFault(
                    "'\(argument)' is no origin: it takes \(self.argument ?? "")", hint: origin.map { "write \($0)" })
            case .dockerBuild where argument == ".": return nil
            case .dockerBuild, .filesRead, .filesWrite: return LibraryTree.fault(in: argument).map { GrantFault($0) }
            case .socket where !argument.hasPrefix("/") && !argument.hasPrefix("tcp://"):
                return GrantFault("a socket is an absolute path, or tcp://ADDRESS:PORT")
            case .through: return LibraryName.fault(inAlias: argument).map { GrantFault($0) }
            case .dockerPush where argument.contains("//") || argument.hasPrefix("/"):
                return GrantFault("a repository is a registry and a name, such as ghcr.io/acme/web")
            default: return nil
            }
        }
    }
}
