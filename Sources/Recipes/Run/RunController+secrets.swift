import Journal

extension RunController {
    /// Has the secrets masked that the run has opened in earlier processes, and those kept that it opens in this one.
    func followSecrets(of run: PreparedRun) {
        let ledger = SecretLedger(run: run.id, of: project)
        do {
            if let origin = run.definition.origin { try ledger.adopt(SecretLedger(run: origin, of: project)) }
            for name in try secrets.follow(ledger) {
                sink(
                    RunEvent(
                        .notice(
                            "secret '\(name)', which this run has used, has no value here: it is masked, and steps that "
                                + "need it fail")))
            }
        } catch {
            sink(
                RunEvent(
                    .notice("secrets that this run has used and that have no value here are not masked: \(error)")))
        }
    }
}
