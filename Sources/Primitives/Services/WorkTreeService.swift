import Recipes

/// How steps learn of the work tree that a project lies in.
struct WorkTreeService: StepService {
    /// The work tree; `nil` where there is none, or nobody can tell.
    var look: @Sendable (Project) async -> WorkTree? = { await WorkTree(of: $0) }
}
