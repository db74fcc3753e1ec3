/// `{ … }` (reference manual §3.4.9).
public final class TableConstructor: Sendable {
    /// The fields in order.
    public let fields: [TableField]

    /// With the braces.
    public let span: SourceSpan

    init(fields: [TableField], span: SourceSpan) {
        self.fields = fields
        self.span = span
    }

    /// The field written `name = …` or `["name"] = …`; the last one when there are several, as Lua keeps it.
    /// - Parameter name: The field's name.
    public func field(named name: String) -> TableField? {
        fields.last { $0.name == name }
    }
}
