/// What a shell is told, line by line on its standard input: nothing of it is seen in a list of processes or on a disk.
struct ShellScript: Sendable {
    /// Reads a script up to a line with a dot, and runs it only where it has come whole. Single quotes must not occur in
    /// it: it travels between them, through whatever shell the user has.
    static let loader =
        #"s=$(while IFS= read -r l; do case $l in (.) exit 0;; esac; printf "%s\n" "$l"; done; exit 1) && eval "$s""#

    /// A newline in `n`, and the functions that every script has. What it prints is marked: before it, the user's own
    /// start-up files may say what they like; after it, nothing that was cut off is taken for the end.
    private static let prelude = #"""
        n='
        '
        umask 077
        end() { printf '%s %s\n' "$N" "$*"; exit 0; }
        printf '%s\n' "$N"
        printf '%s\n' "$N" >&2
        """#

    /// Marks the beginning and the end of what it prints.
    let mark: String
    private let body: String

    /// - Parameters:
    ///   - mark: what no program prints by chance.
    ///   - body: the script. It ends by calling `end` with what came of it.
    init(mark: String, _ body: String) {
        self.mark = mark
        self.body = body
    }

    /// The script as the loader reads it.
    var bytes: [UInt8] { Array("N=\(mark)\n\(Self.prelude)\n\(body)\n.\n".utf8) }

    /// A text as one word of a script; it has no newline outside of `n`.
    static func word(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''").replacing("\n", with: "'\"$n\"'") + "'"
    }

    /// Bytes as the argument of `printf %b`.
    static func escaped(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 4)
        for byte in bytes {
            switch byte {
            case 48...57, 65...90, 97...122, 32, 44...47, 58...61, 64, 95, 123, 125:
                text.append(byte)
            default:
                text += [92, 48, 48 + (byte >> 6), 48 + (byte >> 3) & 7, 48 + byte & 7]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
