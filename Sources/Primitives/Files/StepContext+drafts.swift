import Crypto
import Recipes
import TextFormats

extension StepContext {
    /// What a step's drafts of files are called after, the same for each attempt. Its token may be longer than a name.
    var draftMark: String { String(SHA256.hash(data: Array(token.utf8)).hexadecimal.prefix(16)) }
}
