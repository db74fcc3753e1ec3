import Console
import Foundation
import Testing

@Suite struct ConsoleTests {
    @Test func `draws a tree on a terminal and gives it back`() throws {
        let terminal = try PseudoTerminal(columns: 72, rows: 10)
        #expect(TerminalSize.of(descriptor: terminal.terminal) == TerminalSize(columns: 72, rows: 10))
        let results = Pipe()
        let console = try Console(
            environment: ["TERM": "xterm"], standardOutput: results.fileHandleForWriting.fileDescriptor,
            standardError: terminal.terminal)
        #expect(console.style == .tty)
        #expect(console.palette.isColored)
        // Without the first event, the first frame has something that runs.
        for event in Sample.release.dropFirst() { console.receive(event) }
        console.finish()
        let shown = terminal.shown(until: "Done in ")
        #expect(shown.contains("\u{1b}[?25l"))
        try results.fileHandleForWriting.close()
        let result = try #require(try results.fileHandleForReading.readToEnd())
        #expect(String(decoding: result, as: UTF8.self) == #"{"hosts":["web-1","web-2"],"version":"1.4"}"# + "\n")
    }

    @Test(arguments: [ProgressStyle.auto, .quiet, .json])
    func `results go to one stream, everything else to the other`(style: ProgressStyle) throws {
        let (results, messages) = (Pipe(), Pipe())
        let console = try Console(
            style: style, environment: [:], standardOutput: results.fileHandleForWriting.fileDescriptor,
            standardError: messages.fileHandleForWriting.fileDescriptor)
        for event in Sample.release { console.receive(event) }
        console.finish()
        try results.fileHandleForWriting.close()
        try messages.fileHandleForWriting.close()
        let result = String(decoding: try results.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        let message = String(decoding: try messages.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        switch style {
        case .json:
            #expect(result.hasPrefix(#"{"type":"version","#))
            #expect(message.isEmpty)
        case .quiet:
            #expect(result.split(separator: "\n").count == 1)
            #expect(message.isEmpty)
        default:
            #expect(result.split(separator: "\n").count == 1)
            #expect(message.hasSuffix("Done in 42s\n"))
            #expect(!message.contains("\u{1b}"))
        }
    }

    @Test func `a reader that has gone does not stop a run`() throws {
        signal(SIGPIPE, SIG_IGN)
        let messages = Pipe()
        try messages.fileHandleForReading.close()
        let console = try Console(
            style: .plain, environment: [:], standardOutput: messages.fileHandleForWriting.fileDescriptor,
            standardError: messages.fileHandleForWriting.fileDescriptor)
        for event in Sample.release { console.receive(event) }
        console.finish()
        #expect(console.style == .plain)
    }
}
