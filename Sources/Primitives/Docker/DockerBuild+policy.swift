import DockerEngine
import LuaValues
import RecipeLibraries
import Recipes
import TextSafety

extension DockerBuild {
    /// Rejects base images that may be others tomorrow, where the policy does.
    /// - Throws: `StepError` with code `policy.unpinned_images`.
    static func checkBases(
        of context: inout BuildContext, _ arguments: [String: String], in step: StepContext
    ) throws {
        guard let policy = step.authority.policy, !policy.unpinnedImages else { return }
        let images = try context.baseImages(arguments: arguments)
        guard let image = images.first(where: { !$0.isPinned }) else { return }
        let name = step.run.project.named(context.dockerfilePath)
        throw StepError(
            PolicyViolation(
                key: "unpinned_images",
                what: "images without a digest (\(HiddenCharacters.shown(image.name)), line \(image.line) of "
                    + "\(HiddenCharacters.shown(name)))",
                hint: "name it by digest, NAME@sha256:…, or allow it: policy = { unpinned_images = true }"))
    }
}
