import Journal
import Recipes

/// The labels by which containers and images of Moondock are found again.
enum ContainerLabels {
    static let project = "moondock.project"
    static let run = "moondock.run"
    static let step = "moondock.step"
    static let host = "moondock.host"
    static let name = "moondock.name"

    /// The labels of whatever a step makes.
    static func all(for step: StepContext) -> [String: String] {
        [project: step.run.project.name, run: step.run.id.description, self.step: step.token]
    }
}
