import Foundation

/// One backup from request to published directory.
struct BackupRun: Sendable {
    let request: BackupRequest
    let observer: BackupObserver
    let engine: any BackupEngine

    func perform() async throws -> BackupOutcome {
        let destination = try Destination.open(request.destination)
        let origin = request.target.source.origin
        let lock = try TargetLock.acquire(target: request.target.id, origin: origin, in: destination)
        defer { withExtendedLifetime(lock) {} }
        let catalog = BackupCatalog(destination: destination)
        try sweep(destination, origin)
        try Destination.requireSpace(
            in: destination, minimum: request.minimumFree,
            last: catalog.records(target: request.target.id).first { record in
                record.manifest.knownOrigin.map { $0.isAtSamePlace(as: origin) } ?? false
            })
        let source = try await staged(.preflight) { try await engine.prepare() }
        let record = try await publishCopy(of: source, at: origin, in: destination)
        return BackupOutcome(backup: record, pruned: prune(catalog, newest: record))
    }

    private func sweep(_ destination: Directory, _ origin: BackupOrigin) throws {
        for name in try StaleStages.sweep(target: request.target.id, origin: origin, in: destination) {
            observer.log("removed \(name), left behind by a backup that was killed")
        }
    }

    private func publishCopy(
        of source: any PreparedSource, at place: BackupOrigin, in destination: Directory
    ) async throws -> BackupRecord {
        let origin = BackupOrigin(address: place.address, database: place.database, system: source.system)
        let started = Date()
        let clock = ContinuousClock.now
        let stage = try Stage(
            BackupIdentifier(target: request.target.id, at: started), origin: origin, in: destination)
        do {
            let files = try await staged(.dump) { try await source.dump(into: stage.directory) }
            let verification = try await staged(.check) { try await source.reader.read(files, in: stage.directory) }
            try await staged(.check) {
                try await source.compare(verification.counts)
                try stage.compare(with: files)
            }
            let manifest = manifest(
                of: source, from: origin, id: stage.id.text, at: started,
                seconds: (ContinuousClock.now - clock).inSeconds, files: files, verification: verification)
            let published = try await staged(.publish) { try stage.publish(manifest) }
            return BackupRecord(manifest: published, directory: destination.path(of: stage.id.text))
        } catch {
            stage.discard()
            throw error
        }
    }

    private func manifest(
        of source: any PreparedSource, from origin: BackupOrigin, id: String, at started: Date, seconds: Double,
        files: [StoredFile], verification: Verification
    ) -> BackupManifest {
        let copy = source.description
        return BackupManifest(
            version: BackupManifest.currentVersion, id: id, target: request.target.id, engine: copy.engine,
            database: copy.database, createdAt: started, seconds: seconds, files: files, format: copy.format,
            compression: copy.compression, origin: origin, source: source.facts, clientVersion: copy.clientVersion,
            verification: verification, token: request.token, label: request.label)
    }

    /// The new backup is safe by now, so trouble here is reported and does not undo it.
    private func prune(_ catalog: BackupCatalog, newest: BackupRecord) -> [String] {
        guard let keep = request.keep else { return [] }
        do {
            return try Retention(keep: keep, catalog: catalog).apply(newest: newest)
        } catch {
            observer.log("retention: \(BackupError.wrapping(error, stage: .retention))")
            return []
        }
    }

    /// Gives errors that do not know it the stage they happened in.
    private func staged<Value>(
        _ stage: BackupError.Stage, _ body: () async throws -> Value
    ) async throws(BackupError) -> Value {
        do {
            try Task.checkCancellation()
            return try await body()
        } catch {
            throw BackupError.wrapping(error, stage: stage)
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
