@testable import Recipes

/// Writes random recipes out of everything that matters after trouble: steps that fail at first, attempts, time limits,
/// locks, blocks that are undone, clean-up, branches, questions, steps that must not be repeated unasked.
///
/// Branches share nothing, so that what one does says nothing about another.
struct ModelRecipe {
    private var random: SeededGenerator
    private var count = 0

    init(seed: Int) { random = SeededGenerator(seed: seed) }

    mutating func text() -> String { block(depth: 0) + "create { label = 'end' }\nreturn 'done'\n" }

    private mutating func block(depth: Int) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in statement(depth: depth) }.joined()
    }

    private mutating func statement(depth: Int) -> String {
        count += 1
        let name = "s\(count)"
        switch Int.random(in: 0..<(depth < 2 ? 16 : 8), using: &random) {
        case 0: return "launch { label = '\(name)' }\n"
        case 1: return "launch { label = '\(name)', failures = 1 }\n"
        case 2: return "create { label = '\(name)', failures = \(Int.random(in: 1...2, using: &random)) }\n"
        case 3: return "pcall(create, { label = '\(name)', fail = 'no' })\n"
        case 4: return "approval '\(name)'\n"
        case 5: return "work { label = '\(name)' }\n"
        case 8: return "lock('\(name)', function ()\n\(block(depth: depth + 1))end)\n"
        case 9:
            return "retry({ times = 2, backoff = 0 }, function ()\n\(block(depth: depth + 1))end)\n"
        case 10: return "timeout('1s', function ()\n\(block(depth: depth + 1))end)\n"
        case 11: return "defer(function () create { label = '\(name)' } end)\n"
        case 12, 13: return undoable(name, depth)
        case 14: return parallel(depth, "stop", then: "")
        case 15:
            return parallel(
                depth, "continue", then: "for _, x in ipairs(r) do if not x.ok then error('some failed') end end\n")
        default: return "create { label = '\(name)' }\n"
        }
    }

    private mutating func undoable(_ name: String, _ depth: Int) -> String {
        // An undo that fails in a branch, beside others that are cancelled for it, is not covered.
        let failures = depth == 0 ? Int.random(in: 0...1, using: &random) : 0
        let undo =
            "on_rollback('\(name)', function () create { label = 'undo \(name)', failures = \(failures) } end)\n"
        let body =
            "with_rollback, '\(name)', function ()\ncreate { label = '\(name)' }\n\(undo)"
            + "\(block(depth: depth + 1))"
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return "pcall(\(body)create { label = '\(name)f', fail = 'no' }\nend)\n"
        case 1:
            return "with_rollback('\(name)', function ()\ncreate { label = '\(name)' }\n\(undo)"
                + "\(block(depth: depth + 1))create { label = '\(name)f', failures = 1 }\nend)\n"
        default: return "pcall(\(body)end)\n"
        }
    }

    private mutating func parallel(_ depth: Int, _ mode: String, then rest: String) -> String {
        let branches = Int.random(in: 2...3, using: &random)
        let bodies = (1...branches).map { _ in "function ()\n\(block(depth: depth + 1))end" }.joined(separator: ",\n")
        let maximum = Int.random(in: 1...3, using: &random)
        return "do local r = parallel({ \(bodies) }, { max = \(maximum), on_failure = '\(mode)' }, "
            + "function (body) body() end)\n\(rest)end\n"
    }
}
