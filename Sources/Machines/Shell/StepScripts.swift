/// The scripts that keep a program's processes, output and end in a folder of its token, so that whoever comes later
/// finds them.
///
/// The folder has `out` and `err`; `run`, made once by whoever begins the program; `pid`, with the process of the shell
/// that waits for it and what tells this process from a later one of its number; and in the end `exit`, a link to nowhere
/// whose target is the exit code: a link is made whole or not at all, also on a full disk.
struct StepScripts: Sendable {
    /// The folder's name.
    let folder: String
    let token: String

    /// Days after which a folder goes whose program has ended.
    private static let keptDays = 7

    /// Finds the folder, and says of processes whether they are alive.
    private var common: String {
        #"""
        T=\#(ShellScript.word(token))
        b=${HOME:-}; [ -n "$b" ] || b=$(cd && pwd); b=$b/.moondock/steps
        d=$b/\#(folder)
        pause() { sleep 0.1 2>/dev/null || sleep 1; }
        owner() {
          p=; st=; bo=; g=
          [ -f "$d/pid" ] && read -r p st bo g <"$d/pid"
          [ -n "$p" ] || return 1
          now=; read -r now 2>/dev/null </proc/sys/kernel/random/boot_id
          [ -z "$now" ] || [ "$now" = "$bo" ] || return 1
        }
        waits() {
          owner || return 1
          if [ -d /proc/self ]; then
            x=; read -r x 2>/dev/null <"/proc/$p/stat"; x=${x##*) }; set -- $x
            [ "${20:-}" = "$st" ] && [ "$1" != Z ]
          else kill -0 "$p" 2>/dev/null; fi
        }
        group() {
          owner && [ "$g" = group ] || return 1
          [ ! -d /proc/self ] || [ ! -d "/proc/$p" ] || waits || return 1
          kill -0 "-$p" 2>/dev/null
        }
        marked() {
          for q in $(grep -lF "\#(MachineCommand.mark)=$T" /proc/[0-9]*/environ 2>/dev/null); do
            tr '\0' '\n' 2>/dev/null <"$q" | grep -qxF "\#(MachineCommand.mark)=$T" || continue
            q=${q#/proc/}; q=${q%/environ}; x=; read -r x 2>/dev/null <"/proc/$q/stat"; x=${x##*) }
            case $x in (Z*|'') ;; (*) printf '%s ' "$q";; esac
          done
        }
        follow() {
          if [ ! -f "$d/out" ] || [ ! -f "$d/err" ]; then
            [ -h "$d/exit" ] && end ended "$(readlink "$d/exit")"
            end absent
          fi
          exec 3<"$d/out" 4<"$d/err"
          [ "$1" = 0 ] || tail -c "+$(($1 + 1))" <&3 || exit 1
          [ "$2" = 0 ] || tail -c "+$(($2 + 1))" <&4 >&2 || exit 1
          i=0
          while :; do
            f=; [ -h "$d/exit" ] && f=1
            cat <&3 || exit 1
            cat <&4 >&2 || exit 1
            if [ -n "$f" ]; then
              l=; [ -h "$d/late" ] && l=late
              end ended "$(readlink "$d/exit")" $l
            fi
            kill -0 "$PPID" 2>/dev/null || exit 1
            if waits || group; then i=0; else i=$((i + 1)); [ "$i" -lt 30 ] || end unknown; fi
            sleep 0.1 2>/dev/null & w=$!
            wait "$w" || sleep 1
          done
        }

        """#
    }

    /// What the shell reads that waits for the program.
    private func runner(_ command: MachineCommand) -> String {
        let variables = command.variables.sorted { $0.key < $1.key }.map {
            "export \($0.key)=\(ShellScript.word($0.value))\n"
        }
        let words = command.words.map(ShellScript.word).joined(separator: " ")
        let hasInput = !command.input.isEmpty
        let feed = hasInput ? "printf %b '\(ShellScript.escaped(command.input))' | " : ""
        let source = hasInput ? "" : "</dev/null "
        return #"""
            n='
            '
            umask 077
            mkdir "$d/run" 2>/dev/null || exit 0
            trap : HUP INT QUIT TERM
            st=; bo=
            if [ -r "/proc/$$/stat" ]; then
              read -r x <"/proc/$$/stat"; x=${x##*) }; set -- $x; shift 19; st=$1
              read -r bo </proc/sys/kernel/random/boot_id
            fi
            printf '%s %s %s %s\n' "$$" "${st:--}" "${bo:--}" "$g" >"$d/pid.new" && mv "$d/pid.new" "$d/pid" || {
              ln -s unstarted "$d/exit"; exit 1; }
            \#(watch(command))
            \#(feed)(
              umask 022
              for v in $(export -p | sed -n 's/^\(export\|declare -x\) \([A-Za-z_][A-Za-z_0-9]*\).*/\2/p'); do
                case $v in (PATH) ;; (*) unset "$v";; esac
              done 2>/dev/null
              \#(variables.joined())exec \#(words)
            ) \#(source)>>"$d/out" 2>>"$d/err"
            ln -s "$?" "$d/exit" 2>/dev/null

            """#
    }

    /// Ends the program when its time is over, whether or not anybody looks on.
    private func watch(_ command: MachineCommand) -> String {
        guard let limit = command.limit else { return "" }
        let (seconds, parts) = limit.components
        return #"""
            ( trap '' HUP INT QUIT TERM; t=0
              while [ ! -h "$d/exit" ] && [ "$t" -lt \#(seconds + (parts > 0 ? 1 : 0)) ]; do
                sleep 1; t=$((t + 1)); done
              [ -h "$d/exit" ] && exit; ln -s late "$d/late"; kill -TERM "-$$"; t=0
              while [ ! -h "$d/exit" ] && [ "$t" -lt \#(command.grace.components.seconds) ]; do
                sleep 1; t=$((t + 1)); done
              ln -s 137 "$d/exit" 2>/dev/null && kill -KILL "-$$"
            ) </dev/null >/dev/null 2>&1 &
            """#
    }

    /// Begins the program, unless it was begun, and follows it.
    func start(_ command: MachineCommand) -> String {
        let folder = command.folder.map { "cd -- \(ShellScript.word($0)) 2>/dev/null || end nofolder\n" } ?? ""
        let path = ShellScript.word(command.variables["PATH"] ?? "")
        return common + folder + #"""
            p=\#(ShellScript.word(command.words.first ?? ""))
            if [ ! -d "$d/run" ]; then
              case $p in
                (*/*) [ -f "$p" ] && [ -x "$p" ] || end notfound;;
                (*) k=; P=\#(path); IFS=:; set -f
                  for q in $P; do if [ -f "$q/$p" ] && [ -x "$q/$p" ]; then k=1; break; fi; done
                  set +f; unset IFS; [ -n "$k" ] || end notfound;;
              esac
              case $(command -v printf) in (/*) end failed "its sh has no printf of its own";; esac
              e=$( { mkdir -p "$d" && touch "$d/out" "$d/err"; } 2>&1) || end failed "$e"
              g=group; S=setsid
              command -v setsid >/dev/null 2>&1 || { g=single; S=; }
              R="d='$d'"${n}g=$g$n\#(ShellScript.word(runner(command)))
              printf '%s\n.\n' "$R" | $S sh -c '\#(ShellScript.loader)' >/dev/null 2>&1 &
              r=$!
              ( trap 'kill "$w" 2>/dev/null' TERM; follow 0 0 ) & F=$!
              for o in "$b"/*; do
                if [ -h "$o/exit" ] && [ -n "$(find "$o" -prune -mtime +\#(Self.keptDays) 2>/dev/null)" ]; then rm -rf "$o"; fi
              done
              wait "$r"
              kill -TERM "$F" 2>/dev/null
              wait "$F"
              exit
            fi
            follow 0 0
            """#
    }

    /// Follows a program that was begun, from places in its output on.
    func resume(output: Int, errors: Int) -> String {
        common + "[ -d \"$d/run\" ] || end absent\nfollow \(output) \(errors)"
    }

    /// Ends a program and its group, or sees to it that it does not begin.
    func end(grace: Duration) -> String {
        let (seconds, parts) = grace.components
        return common + #"""
            e=$(mkdir -p "$d" 2>&1) || end failed "$e"
            if mkdir "$d/run" 2>/dev/null; then ln -s never "$d/exit"; end never; fi
            i=0
            while [ ! -f "$d/pid" ] && [ ! -h "$d/exit" ] && [ "$i" -lt 30 ]; do pause; i=$((i + 1)); done
            tell() {
              group && kill "-$1" "-$p" 2>/dev/null
              [ "$g" = single ] && waits && [ "$1" = KILL ] && kill -KILL "$p"
              for q in $(marked); do kill "-$1" "$q" 2>/dev/null; done
            }
            left() { group || [ -n "$(marked)" ]; }
            if left; then
              tell TERM; i=0
              while left && [ "$i" -lt \#(seconds * 10 + (parts > 0 ? 10 : 0)) ]; do pause; i=$((i + 1)); done
              i=0
              while left && [ "$i" -lt 300 ]; do tell KILL; pause; i=$((i + 1)); done
              left && end failed "some of its processes do not end although they were killed: $(marked)"
            fi
            ln -s 137 "$d/exit" 2>/dev/null
            end stopped
            """#
    }

    /// Removes the folder.
    var forget: String { common + "rm -rf \"$d\"\nend done" }
}
