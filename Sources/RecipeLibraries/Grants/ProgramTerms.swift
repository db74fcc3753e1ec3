/// What a grant of `run_command` says besides the program: the hash of its file, and variables it may be given.
enum ProgramTerms {
    /// Takes the terms off the words of a grant.
    static func take(from words: inout [String]) throws(GrantFault) -> (digest: String?, variables: Set<String>) {
        var digest: String?
        var variables: Set<String> = []
        while words.count > 1, let word = words.last {
            if word.hasPrefix("sha256:") {
                let hex = word.utf8.dropFirst(7)
                let isDigest = hex.count == 64 && hex.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
                guard isDigest, digest == nil else {
                    throw GrantFault("a hash is sha256: and 64 digits, once", hint: "sha256sum FILE prints them")
                }
                digest = word
            } else if word.hasPrefix("env:") {
                variables.insert(try variable(String(word.dropFirst(4))))
            } else {
                break
            }
            words.removeLast()
        }
        return (digest, variables)
    }

    private static func variable(_ name: String) throws(GrantFault) -> String {
        guard EnvironmentName.isPlain(name) else { throw GrantFault("'\(name)' is no name of a variable") }
        if EnvironmentName.decidesWhatRuns(name) {
            throw GrantFault("'\(name)' makes programs run what they were not meant to, and is not granted")
        }
        return name
    }
}

/// The names of environment variables, as far as libraries may set them.
public enum EnvironmentName {
    /// Whether a name is made of letters, digits and `_`, and does not begin with a digit.
    public static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
        }
    }

    /// Whether programs do nothing with it but speak another language or tell another time.
    public static func isHarmless(_ name: String) -> Bool {
        ["LANG", "LANGUAGE", "TZ", "TERM", "COLUMNS", "LINES", "NO_COLOR", "CI", "SOURCE_DATE_EPOCH"].contains(name)
            || (name.hasPrefix("LC_") && isPlain(name))
    }

    /// Whether loaders, shells and interpreters take from it what they run, or where they look for it.
    public static func decidesWhatRuns(_ name: String) -> Bool {
        let upper = name.uppercased()
        return names.contains(upper) || prefixes.contains { upper.hasPrefix($0) } || !isPlain(name)
    }

    private static let names: Set<String> = [
        "PATH", "HOME", "SHELL", "ENV", "BASH_ENV", "SHELLOPTS", "BASHOPTS", "PS4", "IFS", "CDPATH", "GLOBIGNORE",
        "PROMPT_COMMAND", "EDITOR", "VISUAL", "PAGER", "BROWSER", "GCONV_PATH", "LOCPATH", "NLSPATH", "HOSTALIASES",
        "RESOLV_HOST_CONF", "TMPDIR", "TERMINFO", "TERMINFO_DIRS", "TERMCAP", "CLASSPATH", "JAVA_TOOL_OPTIONS",
        "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS", "GRADLE_OPTS", "MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS",
        "MAKEFILES",
        "AWKPATH", "AWKLIBPATH", "MANPAGER", "LESSOPEN", "LESSCLOSE", "TCLLIBPATH", "R_PROFILE", "R_ENVIRON",
        "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS", "KUBECONFIG", "DOTNET_STARTUP_HOOKS",
        "CORECLR_PROFILER_PATH", "ZDOTDIR", "FPATH", "SSH_ASKPASS", "SUDO_ASKPASS", "CMAKE_TOOLCHAIN_FILE", "ERL_LIBS",
        "ERL_FLAGS", "PHPRC", "PHP_INI_SCAN_DIR", "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "VIMINIT",
        "GOFLAGS", "CC", "CXX", "LD", "AR",
    ]

    private static let prefixes = [
        "LD_", "DYLD_", "BASH_FUNC", "PYTHON", "PERL", "RUBY", "NODE_", "NPM_", "GIT_", "LUA_", "GEM_", "BUNDLE_",
        "CARGO_",
        "RUSTC", "DOCKER_", "MOONDOCK_", "GLIBC_", "MALLOC_", "PIP_", "SYSTEMD_",
    ]
}
