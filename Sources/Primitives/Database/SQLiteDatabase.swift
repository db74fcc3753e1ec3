import DatabaseBackup
import Foundation
import LuaValues
import Recipes

/// A file of the project.
enum SQLiteDatabase: DatabaseKind {
    static let engine = SQLiteSource.engine
    static let file = PrimitiveOption<String?>.optional("path", .name, "SQLite: the file, relative to the project")
    static let options = [file.erased]

    static func path(_ values: OptionValues) -> String? { values.text(of: "path") }

    static func source(_ values: OptionValues, in step: StepContext) throws -> any DatabaseSource {
        guard let path = try values[file] else { throw missing("path") }
        return SQLiteSource(path: try place(of: path, in: step))
    }

    /// The file without links; where there is none, its path as it was meant, which the error then names.
    private static func place(of path: String, in step: StepContext) throws(StepError) -> String {
        guard let place = try step.place(path, option: "path") else { return step.run.project.resolve(path).path }
        let isOurs = place.inProject.map(step.authority.protected.touchesState) ?? false
        if isOurs, step.authority.library != nil {
            throw StepError(
                code: "path.refused", "\(path) is Moondock's own record, and not for libraries to copy",
                fields: ["option": "path"])
        }
        return place.path
    }
}
