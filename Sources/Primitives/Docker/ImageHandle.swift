import DockerEngine
import LuaValues
import Recipes

/// An image as recipes hold it: one that was built here, or any by name.
enum ImageArgument: Hashable, Sendable {
    /// An image by reference.
    case reference(ImageReference)
    /// An image that `docker_build` made.
    case built(BuiltImage)

    /// What engines find it by.
    var source: String {
        switch self {
        case .reference(let reference): reference.description
        case .built(let built): built.id
        }
    }
}

/// What a recipe holds of an image that was built.
struct BuiltImage: Hashable, Sendable {
    /// The image's id on the engine that built it.
    let id: String
    /// The name it was tagged with.
    let tag: String
    /// The repository digest, once it was pushed.
    let digest: String?
    /// The reference by digest, once it was pushed.
    let pinned: String?

    /// An image's id in a text, as engines report it: the hash of what it is, and so as fixed as a digest. 64
    /// hexadecimal digits alone are one too, as with docker.
    static func id(in text: String) -> String? {
        let digits = text.hasPrefix("sha256:") ? text.utf8.dropFirst(7) : text.utf8[...]
        guard digits.count == 64, digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        return "sha256:\(Substring(digits))"
    }

    /// Whether nothing but its id is known of it.
    var isBare: Bool { tag == id }

    var handle: LuaValue {
        // A handle rejects fields it does not have, so what is absent is false.
        var fields = LuaTable()
        fields["id"] = .string(id)
        fields["tag"] = .string(tag)
        fields["digest"] = digest.map { .string($0) } ?? .bool(false)
        fields["pinned"] = pinned.map { .string($0) } ?? .bool(false)
        return .handle(LuaHandle(kind: "image", fields: fields))
    }

    init(id: String, tag: String, digest: String?, pinned: String?) {
        self.id = id
        self.tag = tag
        self.digest = digest
        self.pinned = pinned
    }

    init?(_ handle: LuaHandle) {
        guard handle.kind == "image", let id = handle["id"].string, let tag = handle["tag"].string else { return nil }
        self.init(id: id, tag: tag, digest: handle["digest"].string, pinned: handle["pinned"].string)
    }
}

extension OptionType where Value == ImageArgument {
    private static var typeDescription: String { "an image from docker_build, a name like \"nginx:1.27\" or an id" }

    /// An image.
    static let image = OptionType(typeDescription, annotation: "moondock.Image|string") {
        value, path throws(OptionError) in
        switch value {
        case .handle(let handle):
            guard let image = BuiltImage(handle) else { throw .mismatch(value, path, expected: typeDescription) }
            return .built(image)
        case .string(let text):
            if let id = BuiltImage.id(in: text) {
                return .built(BuiltImage(id: id, tag: id, digest: nil, pinned: nil))
            }
            do throws(ImageReferenceError) {
                return .reference(try ImageReference(text))
            } catch {
                throw OptionError("'\(path)' is no image: \(error)", option: "image")
            }
        default: throw .mismatch(value, path, expected: typeDescription)
        }
    }
}
