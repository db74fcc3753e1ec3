import Foundation

/// `moondock docs engines`: what was tried on which engine. `make compat` has tried it and made the table.
enum EnginePage {
    /// What was seen on one engine.
    struct Row: Decodable {
        struct Feature: Decodable {
            let feature: String
            /// What the program said where it did not work; nil where it did.
            let lacks: String?
        }

        let engine: String
        let storage: String
        let features: [Feature]
    }

    static var text: String {
        let rows = (try? JSONDecoder().decode([Row].self, from: Data(PackageResources.engines_json))) ?? []
        var lines = [
            "engines: what was tried on which engine, each line from a recipe to what the containers then did.", "",
        ]
        lines += zip(letters, rows).map { "  \($0)  \($1.engine), \($1.storage)" }
        lines += ["", "  " + letters.prefix(rows.count).joined(separator: "  ")]
        var remarks: [String] = []
        for feature in features(of: rows) {
            let marks = rows.map { row -> String in
                guard let seen = row.features.first(where: { $0.feature == feature }) else { return " " }
                guard let lack = seen.lacks else { return "✓" }
                if !remarks.contains(lack) { remarks.append(lack) }
                return remarks.firstIndex(of: lack).map { String($0 + 1) } ?? " "
            }
            lines.append("  " + marks.map { $0.padding(toLength: 3, withPad: " ", startingAt: 0) }.joined() + feature)
        }
        if !remarks.isEmpty { lines += ["", "What the program says where it does not work:"] }
        lines += remarks.enumerated().map { "  \($0 + 1)  \($1)" }
        return (lines + closing).joined(separator: "\n")
    }

    private static let letters = (0..<26).compactMap { UnicodeScalar(97 + $0).map { String(Character($0)) } }

    private static let closing = [
        "", "overlayfs is the containerd image store. Any other engine is tried with the sources:",
        "  make compat ENGINE=unix:///path/to/docker.sock",
        "`moondock doctor` says which engine answers here, and what it lacks.",
    ]

    /// The features of all rows, in the order of the first that has them.
    private static func features(of rows: [Row]) -> [String] {
        rows.flatMap(\.features).map(\.feature).reduce(into: []) { known, feature in
            if !known.contains(feature) { known.append(feature) }
        }
    }
}
