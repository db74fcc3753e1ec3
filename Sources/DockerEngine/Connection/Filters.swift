import Foundation

/// The `filters` parameter of the engine's lists: for each kind of filter the values that count.
struct Filters: Sendable {
    private let values: [String: [String]]

    /// Kinds without values do not filter.
    init(_ values: [String: [String]]) {
        self.values = values.filter { !$0.value.isEmpty }
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try? encoder.encode(values)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
