import Console
import RunReports
import Testing

@Suite struct QuietRendererTests {
    @Test func `says nothing of a run that goes well`() {
        let output = CapturedOutput()
        let renderer = QuietRenderer(output: output, palette: .plain, clock: .utc)
        for event in Sample.release { renderer.receive(event) }
        renderer.finish()
        #expect(output.text.isEmpty)
    }

    @Test func `shows what went wrong`() {
        let output = CapturedOutput()
        let renderer = QuietRenderer(output: output, palette: .plain, clock: .utc)
        for event in Sample.failure { renderer.receive(event) }
        #expect(output.text.hasPrefix("error: docker_run: unknown option 'port'\n"))
        #expect(output.text.contains("moondock resume 251124-120304-ab12"))
    }
}
