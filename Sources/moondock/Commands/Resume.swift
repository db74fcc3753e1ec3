import ArgumentParser
import Journal
import Recipes

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry a run on from its journal.",
        discussion: """
            Completed steps are not repeated; what failed is tried again. RUN may be shortened, or be `last`.
            A run goes on with the files it was begun with. With --edited it goes on with those of the project as they
            are now, unless what they change was done already.
            """)

    @Argument(help: "The run.")
    var run: String

    @Flag(help: "Go on with the project's files as they are now.")
    var edited = false

    @OptionGroup var carrying: CarryingOptions

    func run() async throws {
        try await carrying.carryOn(run, preparing: Self.refuseEnded) { record, _, controller, control, limits in
            await controller.resume(record, limits: limits, isEdited: edited, control: control)
        }
    }

    /// Refuses a run that has come to its end.
    static func refuseEnded(_ record: RunRecord, _ controller: RunController) throws -> RunRecord {
        guard record.status.isEnded else { return record }
        throw CommandError(
            2,
            "run \(record.id) is \(record.status.rawValue); there is nothing to resume "
                + "(`moondock rerun \(record.id)` begins it anew)")
    }
}
