import Glibc

/// A system call that failed: which, on what, and why.
struct SystemCallError: Error, Hashable, CustomStringConvertible {
    let call: String
    let path: String
    let number: Int32

    /// Takes the reason from `errno`; create it right after the call.
    init(_ call: String, path: String) {
        self.init(call, path: path, number: errno)
    }

    init(_ call: String, path: String, number: Int32) {
        self.call = call
        self.path = path
        self.number = number
    }

    var description: String {
        "\(call) \(path): \(String(cString: strerror(number)))"
    }
}

/// Repeats a call that a signal interrupted and throws when it failed.
func checked(_ call: String, path: String, _ body: () -> Int) throws(SystemCallError) -> Int {
    while true {
        let result = body()
        if result >= 0 { return result }
        guard errno == EINTR else { throw SystemCallError(call, path: path) }
    }
}

/// The same for calls that answer with a 32-bit integer.
func checked(_ call: String, path: String, _ body: () -> Int32) throws(SystemCallError) -> Int32 {
    while true {
        let result = body()
        if result >= 0 { return result }
        guard errno == EINTR else { throw SystemCallError(call, path: path) }
    }
}
