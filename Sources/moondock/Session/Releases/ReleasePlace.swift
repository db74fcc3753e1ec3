import ArgumentParser
import LibrarySources
import RecipeLibraries

/// Where a release is in a registry: `REGISTRY/PATH:VERSION`.
struct ReleasePlace: ExpressibleByArgument {
    let repository: String
    let tag: String

    init?(argument: String) {
        let text = argument.hasPrefix("oci://") ? String(argument.dropFirst("oci://".count)) : argument
        // A colon before the last slash is that of a port.
        guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") else { return nil }
        repository = String(text[..<colon])
        tag = String(text[text.index(after: colon)...])
        guard !tag.isEmpty, LibrarySource.fault(inRepository: repository) == nil else { return nil }
    }

    var description: String { "\(repository):\(tag)" }
}
