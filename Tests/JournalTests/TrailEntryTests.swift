import Journal
import Testing

@Suite struct TrailEntryTests {
    @Test func aPathCannotMakeLines() {
        let entry = TrailEntry(
            event: 1, kind: "started", primitive: nil, path: "3\n9 0000000000000000 x", hash: ContentHash(of: [1]))
        #expect(entry.line.split(separator: "\n").count == 1)
        #expect(TrailEntry(line: entry.line.dropLast()) == entry)
    }
}
