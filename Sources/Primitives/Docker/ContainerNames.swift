/// The names that the containers of a rollout have on their engine.
///
/// The new one's name shows how far the rollout has come: as `next` and after, the old one may have been signalled to
/// stop.
struct ContainerNames: Hashable, Sendable {
    /// The name it has in the end.
    let final: String

    /// The new one's while the old one is left alone.
    var new: String { final + ".new" }
    /// The new one's from the moment on in which the old one is stopped.
    var next: String { final + ".next" }
    /// The name of the old one that is kept.
    var old: String { final + ".old" }
    /// The name of the one that tries the new version out.
    var trial: String { final + ".trial" }

    /// The names that only a rollout under way gives.
    var transient: [String] { [new, next, trial] }
}
