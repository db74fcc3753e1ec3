import RandomTestSupport

/// Writes random recipes whose calls depend on the order in which their branches were told of ends.
///
/// `order` is shared by all branches, and its length is an option of every call: a step that is told out of its turn
/// gives other calls, which is a divergence.
struct ScriptGenerator {
    private var random: SeededGenerator
    private var count = 0

    init(seed: Int) { random = SeededGenerator(seed: seed) }

    mutating func recipe() -> String {
        "local order = {}\nlocal function on_undo() end\n" + block(depth: 0)
            + "work { label = 'end', seen = #order }\nreturn table.concat(order, ' ')\n"
    }

    private mutating func block(depth: Int) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in statement(depth: depth) }.joined()
    }

    private mutating func statement(depth: Int) -> String {
        count += 1
        let name = "s\(count)"
        let step = "work { label = '\(name)', seen = #order, value = '\(name)' }"
        switch Int.random(in: 0..<(depth < 2 ? 12 : 6), using: &random) {
        case 0: return "environment()\norder[#order + 1] = '\(name)'\n"
        case 1: return "log('\(name) ' .. #order)\norder[#order + 1] = \(step)\n"
        case 2:
            return "pcall(work, { label = '\(name)', seen = #order, fail = 'bad' })\norder[#order + 1] = '\(name)'\n"
        case 3: return "on_undo('\(name)')\norder[#order + 1] = \(step)\n"
        case 6, 7: return parallel(name, depth, mode: "stop")
        case 8: return parallel(name, depth, mode: "continue")
        case 9:
            let outcome = Bool.random(using: &random) ? "" : "work { label = '\(name)f', fail = 'bad' }\n"
            return "pcall(with_rollback, '\(name)', function ()\nlocal function on_undo(n) on_rollback(n, function () "
                + "work { label = 'undo ' .. n, seen = #order } end) end\n\(block(depth: depth + 1))\(outcome)end)\n"
        default: return "order[#order + 1] = \(step)\n"
        }
    }

    private mutating func parallel(_ name: String, _ depth: Int, mode: String) -> String {
        let branches = Int.random(in: 2...4, using: &random)
        let maximum = Int.random(in: 1...4, using: &random)
        let bodies = (1...branches).map { _ in "function ()\n\(block(depth: depth + 1))end" }.joined(separator: ",\n")
        let failure = Int.random(in: 0..<3, using: &random) == 0 ? "work { label = '\(name)f', fail = 'bad' }\n" : ""
        return "do local bodies = {\n\(bodies) }\npcall(parallel, bodies, "
            + "{ max = \(maximum), on_failure = '\(mode)' }, function (body, i)\nbody()\n"
            + "if i == 2 then \(failure) end\norder[#order + 1] = '\(name)' .. i\nend) end\n"
    }
}
