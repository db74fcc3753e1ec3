import Foundation
import Journal
import Recipes

/// The folders of runs that the journal no longer has.
struct RunFiles {
    let project: Project
    let store: any RunStore

    /// The age in seconds at which the log of a run that was never recorded counts as left behind.
    static let forgottenAge = 86_400.0

    /// Removes the folders of pruned runs, and those of runs that ended before they were recorded.
    /// - Returns: the bytes they had.
    func removeLeftovers(now: Timestamp) async throws -> Int64 {
        var freed: Int64 = 0
        let pruned = try await store.prunedRuns()
        for run in pruned { freed += remove(project.folder(of: run.description)) }
        try await store.forget(pruned)
        let root = project.folder(of: "")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        let known = try await store.known(among: names)
        for name in names where !known.contains(name) {
            let folder = project.folder(of: name)
            guard let age = age(of: folder, now: now), age > Self.forgottenAge else { continue }
            freed += remove(folder)
        }
        return freed
    }

    /// Seconds since anything in a folder changed.
    private func age(of folder: URL, now: Timestamp) -> Double? {
        let dates = ([folder] + contents(of: folder)).compactMap { url in
            try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
        }
        return dates.max().map { now.date.timeIntervalSince($0) }
    }

    private func remove(_ folder: URL) -> Int64 {
        guard FileManager.default.fileExists(atPath: folder.path) else { return 0 }
        let bytes = contents(of: folder).reduce(into: Int64(0)) { sum, url in
            sum += Int64((try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
        }
        do {
            try FileManager.default.removeItem(at: folder)
            return bytes
        } catch {
            return 0
        }
    }

    private func contents(of folder: URL) -> [URL] {
        let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey]
        let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys)
        return walk?.compactMap { $0 as? URL } ?? []
    }
}
