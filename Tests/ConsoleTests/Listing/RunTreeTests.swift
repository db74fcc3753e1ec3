import RunReports
import Testing
import WorkerProtocol

@testable import Console

@Suite struct RunTreeTests {
    private let tree = RunTree(
        title: StyledText("251124-120304-ab12 recipes/release.lua", .strong),
        nodes: [
            .init(
                title: "1 docker_build shop-web", outcome: .done, duration: 12.3, summary: "sha256:ab12",
                position: SourcePosition(chunk: "recipes/release.lua", line: 9)),
            .init(
                title: "2 parallel deploy", outcome: .failed,
                children: [
                    .init(title: "web-1", outcome: .cancelled),
                    .init(
                        title: "web-2", outcome: .failed,
                        children: [
                            .init(
                                title: "2/web-2/1 docker_run", outcome: .failed, duration: 1.2,
                                summary: "exited with 1\nlast words: \u{1b}[31m",
                                position: SourcePosition(chunk: "recipes/release.lua", line: 19))
                        ]),
                ]),
            .init(title: "3 wait_for_approval", outcome: .waiting, summary: "approval: go?"),
            .init(title: "4 notify", outcome: .pending),
        ])

    @Test func `draws steps, branches and what came of them`() throws {
        try expectGolden(tree.text(width: 100, palette: .plain), "show")
    }

    @Test func `drops positions and cuts lines on a narrow terminal`() throws {
        try expectGolden(tree.text(width: 40, palette: .plain), "show-40")
    }

    @Test func `every outcome looks different without colours`() {
        #expect(Set(RunNode.Outcome.allCases.map(\.symbol)).count == RunNode.Outcome.allCases.count)
    }
}
