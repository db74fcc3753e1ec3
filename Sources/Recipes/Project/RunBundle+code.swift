import LuaSyntax
import RecipeWorker

extension RunBundle {
    /// A file as Lua is given it: without a byte order mark and a `#!` line, which stay in the excerpts of errors.
    func code(of path: String) -> SourceText? {
        guard let bytes = files[path] else { return nil }
        return SourceText(chunk: path, text: Array(bytes[LuaSource(name: path, bytes: bytes).codeStart...]))
    }
}
