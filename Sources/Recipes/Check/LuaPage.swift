import WorkerProtocol

/// What `moondock docs lua` says: where the language of recipes differs from Lua 5.4, and why.
public enum LuaPage {
    /// The page.
    public static var text: String { "\(introduction)\n\n\(withheld)" }

    private static let introduction = """
        lua: recipes are Lua 5.4, in a sandbox whose runs can be replayed

        names: a name that nothing in its file sets is reported before the run, with the one that was probably meant. One that
          the file sets anywhere is nil until then, as in `count = (count or 0) + 1`; _G.NAME may be missing. Globals belong to
          their file: a module returns what others are to have.
        order: pairs and next visit numbers, then strings by their bytes, then booleans, then functions, then objects in the order
          in which they were made. table.sort is stable; an order function that contradicts itself is not noticed.
        time: os.time, os.date (in UTC) and os.clock (seconds since the run began) show when the last step's end was recorded, so
          that a replay sees the same. They move with steps, such as sleep, and not while the recipe computes.
        random numbers: math.random begins with the run's own seed; math.randomseed takes a number.
        text of objects: tostring({}) is "table: 1" and so on, a number in the place of an address; there is no '%p'.
        cost: what computes without end is ended, with its line. `moondock run --limit` gives a run more.
        waiting: a callback of table.sort, string.gsub or tostring cannot call a step.
        libraries: string, table and the others are read-only, since all of a run's code shares them.
        """

    private static var withheld: String {
        var groups: [(names: [String], reason: String)] = []
        for name in WithheldName.all {
            if groups.last?.reason == name.reason {
                groups[groups.count - 1].names.append(name.name)
            } else {
                groups.append(([name.name], name.reason))
            }
        }
        let lines = groups.flatMap { ["  \($0.names.joined(separator: ", "))", "      \($0.reason)"] }
        return (["withheld, each with its reason:"] + lines).joined(separator: "\n")
    }
}
