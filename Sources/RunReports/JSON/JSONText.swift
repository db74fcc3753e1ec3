import Foundation
import TextSafety

/// JSON as every command prints it: sorted keys, no escaped slashes, one line.
public enum JSONText {
    /// Encodes a value.
    /// - Throws: `EncodingError` for what JSON cannot hold.
    public static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return SafeText.escapedJSON(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
