internal import CLuaBridge
internal import LuaValues

/// Bytes on their way to and from the bridge.
enum Span {
    static func with<Result>(_ text: String, _ body: (mdl_span) -> Result) -> Result {
        with(Array(text.utf8), body)
    }

    static func with<Result>(_ bytes: [UInt8], _ body: (mdl_span) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(mdl_span(bytes: $0.baseAddress, count: $0.count)) }
    }

    static func bytes(_ span: mdl_span) -> [UInt8] {
        Array(UnsafeBufferPointer(start: span.bytes, count: span.bytes == nil ? 0 : span.count))
    }

    static func text(_ span: mdl_span) -> String { String(decoding: bytes(span), as: UTF8.self) }

    /// The value of bytes that the bridge encoded; empty and unreadable ones are `nil` the Lua value.
    static func value(_ span: mdl_span) -> LuaValue {
        guard span.bytes != nil, span.count > 0 else { return nil }
        return (try? LuaValue(decoding: bytes(span))) ?? nil
    }
}
