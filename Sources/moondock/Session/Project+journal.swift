import Journal
import Recipes
import SQLiteJournal

extension Project {
    /// Opens the project's journal: the one place that says what journals are kept in.
    func journal() throws -> any RunStore { try SQLiteRunStore(directory: state) }
}
