import Foundation

extension BackupManifest {
    private static let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)

    /// The manifest as JSON; times are RFC 3339 in UTC.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(Self.time))
        }
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Reads a manifest of a version this module knows.
    static func decoded(from data: Data) throws -> BackupManifest {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            try Date(decoder.singleValueContainer().decode(String.self), strategy: Self.time)
        }
        let manifest = try decoder.decode(BackupManifest.self, from: data)
        guard manifest.version <= currentVersion else {
            throw BackupError(
                .verifyFailed, stage: .inspect,
                "manifest of '\(manifest.id)' has version \(manifest.version), this program reads \(currentVersion)")
        }
        return manifest
    }
}
