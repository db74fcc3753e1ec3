import Console
import Testing

@Suite struct TableOutputTests {
    private let table = TableOutput(
        columns: [
            .init("run"), .init("recipe", isFlexible: true), .init("steps", isAlignedRight: true), .init("status"),
        ],
        rows: [
            ["251124-120304-ab12", "recipes/release.lua", "12", StyledText("done", .success)],
            ["251124-120305-cd34", "recipes/日本語.lua", "3", StyledText("failed", .failure)],
            ["251124-120306-ef56"],
        ])

    @Test func `aligns columns by what they take on a screen`() {
        let expected = """
            RUN                 RECIPE               STEPS  STATUS
            251124-120304-ab12  recipes/release.lua     12  done
            251124-120305-cd34  recipes/日本語.lua       3  failed
            251124-120306-ef56                              \u{20}

            """
        #expect(table.text(width: nil, palette: .plain) == expected.replacing("  \u{20}\n", with: "  \n"))
    }

    @Test func `the flexible column gives way, then the line is cut`() {
        let narrow = table.text(width: 45, palette: .plain).split(separator: "\n")
        #expect(narrow[1] == "251124-120304-ab12  recipes/r…     12  done")
        #expect(table.text(width: 20, palette: .plain).split(separator: "\n")[1] == "251124-120304-ab12 …")
    }

    @Test func `colours do not count`() {
        #expect(table.text(width: nil, palette: .colored).contains("   12  \u{1b}[32mdone\u{1b}[0m\n"))
    }
}
