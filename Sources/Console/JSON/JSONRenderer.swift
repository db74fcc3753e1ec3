public import Recipes
import Synchronization

/// Shows a run as JSON lines: one object for each event, without anything left out.
///
/// The first line is `{"type":"version","schema":"1.0"}`. Each further object has `type` and `at` (RFC 3339, UTC, with
/// milliseconds), and by its type:
///
/// | `type` | members |
/// | --- | --- |
/// | `run_started` | `run`, `recipe`, `summary`?, `environment`?, `parameters`, `replayed_steps` |
/// | `scope_opened` | `path`, `kind`, `title`, `branches`, `position` |
/// | `scope_closed`, `branch_closed` | `path`, `failure`? |
/// | `branch_opened` | `path` |
/// | `step_started` | `path`, `primitive`, `title`, `position`, `library`? |
/// | `step_output` | `path`, `line` |
/// | `step_progress` | `path`, `message`, `fraction`? (0 to 1) |
/// | `step_waiting` | `path`, `reason`, `approval`?, `since`?, `until`? |
/// | `step_ended` | `path`, `outcome` (`done`, `failed`, `cancelled`, `parked`), `summary`?, `message`?, `duration` (seconds), `replayed` |
/// | `log` | `level` (`debug`, `info`, `warning`, `error`), `message` |
/// | `notice` | `message` |
/// | `run_ended` | `ending`, `exit_code`, and one of `result`, `diagnostic`, `reason`, `waits` |
///
/// `?` marks members that are left out where there is nothing to say. A `position` has `chunk` and `line`; an
/// `approval` has `message`, `details`, `approvers`, `requested_at` and `deadline`?; `ending` is `done`, `failed`,
/// `invalid`, `refused`, `cancelled`, `parked` or `needs_attention`. New members and types may come without a new
/// major version; nothing is renamed or removed.
public final class JSONRenderer: RunRenderer {
    /// The version of the format.
    public static let schema = "1.0"

    private let output: any TextOutput
    private let isOpen = Mutex(false)

    /// Makes a renderer.
    /// - Parameter output: where the lines go.
    public init(output: any TextOutput) { self.output = output }

    /// Writes an event as one line.
    public func receive(_ event: RunEvent) {
        isOpen.withLock { isOpen in
            let head = isOpen ? "" : version
            isOpen = true
            output.write(head + EventObject(event).value.text + "\n")
        }
    }

    /// Does nothing: no terminal is taken.
    public func pause() {}

    /// Does nothing.
    public func resume() {}

    /// Writes the version if there was no event at all.
    public func finish() {
        isOpen.withLock { isOpen in
            if !isOpen { output.write(version) }
            isOpen = true
        }
    }

    private var version: String {
        JSONValue.object(["type": "version", "schema": .string(Self.schema)]).text + "\n"
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self = .string(value) }
}
