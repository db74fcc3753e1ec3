/// A string constant, quoted or in long brackets.
public struct StringLiteral: Hashable, Sendable {
    private enum Value: Hashable {
        case text(String)
        case bytes([UInt8])
    }

    private let value: Value

    /// The whole literal with its quotes or brackets.
    public let span: SourceSpan

    init(validating bytes: ArraySlice<UInt8>, span: SourceSpan) {
        value = String(validating: bytes, as: UTF8.self).map(Value.text) ?? .bytes(Array(bytes))
        self.span = span
    }

    /// The value as text; `nil` when its bytes are not UTF-8.
    public var text: String? {
        if case .text(let text) = value { text } else { nil }
    }

    /// The value's bytes.
    public var bytes: [UInt8] {
        switch value {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        }
    }
}
