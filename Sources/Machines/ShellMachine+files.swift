internal import Crypto
internal import Glibc
internal import Synchronization
internal import TextFormats

extension ShellMachine {
    func read(_ path: String, limit: Int) async throws -> [UInt8] {
        let content = Mutex<[UInt8]>([])
        let script = """
            p=\(ShellScript.word(path))
            [ -e "$p" ] || { [ -r "$(dirname -- "$p")" ] && [ -x "$(dirname -- "$p")" ] || [ ! -d "$(dirname -- "$p")" ] \
            || end failed "Permission denied"; end missing; }
            [ -f "$p" ] || end irregular
            [ -r "$p" ] || end failed "Permission denied"
            c=$(wc -c <"$p"); [ "$c" -le \(limit) ] || end large
            cat -- "$p" || end failed "it cannot be read"
            end done
            """
        let words = try await said(script, doing: "\(path) cannot be read") { bytes in
            content.withLock { $0 += bytes }
        }
        switch words {
        case "missing": throw MachineError(.missing, description, "there is no file \(path)")
        case "irregular": throw MachineError(.failed, description, "\(path) is no regular file")
        case "large": throw MachineError(.tooLarge, description, "\(path) has more than \(limit) bytes")
        default: return content.withLock { $0 }
        }
    }

    func write(_ bytes: [UInt8], to path: String, mode: String?, owner: String?, isPrivate: Bool) async throws {
        let hash = SHA256.hash(data: bytes).hexadecimal
        let script = """
            p=\(ShellScript.word(path)); t=$p.moondock-\(hash.prefix(12))
            [ ! -d "$p" ] || end failed "it is a folder"
            e=$(umask 022; mkdir -p -- "$(dirname -- "$p")" 2>&1) || end failed "$e"
            m=\(ShellScript.word(mode ?? "")); o=\(ShellScript.word(owner ?? ""))
            if [ -f "$p" ]; then
              [ -n "$m" ] || m=$(stat -c %a -- "$p" 2>/dev/null)
              [ -n "$o" ] || o=$(stat -c %u:%g -- "$p" 2>/dev/null)
              [ "$o" != "$(id -u):$(id -g)" ] || o=
            fi
            [ -n "$m" ] || m=\(isPrivate ? "600" : "644")
            e=$( { cat >"$t"; } 2>&1) || { rm -f -- "$t"; end failed "$e"; }
            c=$(wc -c <"$t"); [ "$c" -eq \(bytes.count) ] || { rm -f -- "$t"; end failed "it has come in part"; }
            if command -v sha256sum >/dev/null 2>&1; then
              h=$(sha256sum <"$t"); [ "${h%% *}" = \(hash) ] || { rm -f -- "$t"; end failed "other bytes have come"; }
            fi
            [ -z "$o" ] || e=$(chown -- "$o" "$t" 2>&1) || { rm -f -- "$t"; end failed "$e"; }
            e=$(chmod -- "$m" "$t" 2>&1) || { rm -f -- "$t"; end failed "$e"; }
            e=$(mv -f -- "$t" "$p" 2>&1) || { rm -f -- "$t"; end failed "$e"; }
            end done
            """
        _ = try await said(script, input: bytes, doing: "\(path) cannot be written")
    }
}
