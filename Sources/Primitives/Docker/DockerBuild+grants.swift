import DockerEngine
public import Foundation
public import RecipeLibraries
public import Recipes

extension DockerBuild {
    /// The context, and where the image is pushed.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        let context = options.text(of: Self.context.key).flatMap { project?.named($0) }
        let build = GrantRequest(.dockerBuild, context)
        guard let push = try? options[Self.push] as String?? ?? nil else { return [build] }
        return [build, GrantRequest(.dockerPush, (try? ImageReference("\(push)/image"))?.name)]
    }

    /// A context outside of the project.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? {
        (try? options[Self.context]).flatMap { policy.violation(ofPath: $0, in: Project(root: root)) }
    }
}

extension DockerPush {
    /// The repository that is pushed to.
    public func grantSubjects(_ options: OptionValues) -> [String] {
        let name =
            switch (try? options[Self.target] as String?? ?? nil, try? options[Self.image]) {
            case (let target?, _): try? ImageReference(target)
            case (nil, .reference(let reference)): reference
            case (nil, .built(let built)): try? ImageReference(built.tag)
            case (nil, nil): ImageReference?.none
            }
        return [name?.name ?? "?"]
    }
}
