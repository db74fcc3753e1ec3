import DockerEngine
import RecipeLibraries
import Recipes

extension DockerBuild {
    /// What is built, wherever the links of its path lead: that is held against the policy and the grants again.
    func checkedContext(_ options: OptionValues, in step: StepContext) throws -> BuildContext {
        let name = try options[Self.context]
        let place = try step.place(name, option: Self.context.key)
        let folder = place?.path ?? name
        if let place { try step.authority.check(GrantRequest(.dockerBuild, place.inProject ?? place.path)) }
        let context = try Self.context(folder, try options[Self.dockerfile], of: step.run.project)
        // A library has no say over files beside its context, of which a build could tell.
        let path = context.dockerfilePath
        if !path.hasPrefix(context.directory == "/" ? "/" : context.directory + "/") {
            let file = try step.place(path, option: Self.dockerfile.key)
            try step.authority.check(GrantRequest(.filesRead, file?.inProject ?? path))
        }
        return context
    }
}
