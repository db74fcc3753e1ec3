/// Lines on their way to an output, kept back while something else uses the terminal.
struct LineGate {
    private let output: any TextOutput
    private let palette: Palette
    private var isClosed = false
    private var kept = ""

    init(output: any TextOutput, palette: Palette) {
        self.output = output
        self.palette = palette
    }

    mutating func write(_ lines: [StyledText]) {
        let text = lines.map { $0.rendered(palette) + "\n" }.joined()
        guard !text.isEmpty else { return }
        if isClosed { kept += text } else { output.write(text) }
    }

    mutating func close() { isClosed = true }

    mutating func open() {
        isClosed = false
        if !kept.isEmpty { output.write(kept) }
        kept = ""
    }
}
