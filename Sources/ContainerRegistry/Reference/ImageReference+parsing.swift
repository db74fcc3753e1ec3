extension ImageReference {
    /// Parses an image's name.
    /// - Throws: `ImageReferenceError`, which names the part that is wrong.
    public init(_ text: String) throws(ImageReferenceError) {
        func invalid(_ message: String) -> ImageReferenceError {
            ImageReferenceError(reference: text, message: message)
        }
        guard !text.isEmpty else { throw invalid("it is empty") }
        if text.utf8.count == 64, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) {
            throw invalid("64 hexadecimal digits are an image's id, “sha256:\(text)”")
        }

        var rest = text[...]
        var digest: String?
        if let at = rest.firstIndex(of: "@") {
            digest = try Self.checkedDigest(String(rest[rest.index(after: at)...]), of: text)
            rest = rest[..<at]
        }
        // A colon after the last slash starts the tag; one before it belongs to the registry's port.
        var tag: String?
        let lastPart = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
        if let colon = rest[lastPart...].firstIndex(of: ":") {
            tag = try Self.checkedTag(String(rest[rest.index(after: colon)...]), of: text)
            rest = rest[..<colon]
        }
        var registry = Self.defaultRegistry
        if let slash = rest.firstIndex(of: "/"), Self.looksLikeHost(rest[..<slash]) {
            registry = try Self.checkedRegistry(String(rest[..<slash]), of: text)
            rest = rest[rest.index(after: slash)...]
        }
        if registry == "index.docker.io" { registry = Self.defaultRegistry }
        var repository = try Self.checkedRepository(String(rest), of: text)
        if registry == Self.defaultRegistry, !repository.contains("/") { repository = "library/" + repository }
        guard registry.utf8.count + repository.utf8.count < 255 else { throw invalid("it is over 255 characters long") }
        self.init(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    private static func looksLikeHost(_ part: Substring) -> Bool {
        part == "localhost" || part.contains { $0 == "." || $0 == ":" || $0.isUppercase }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }

    private static func checkedRegistry(_ registry: String, of text: String) throws(ImageReferenceError) -> String {
        func invalid(_ message: String) -> ImageReferenceError {
            ImageReferenceError(reference: text, message: message)
        }
        var host = registry[...]
        if let colon = registry.lastIndex(of: ":"), !registry.hasSuffix("]") {
            let port = registry[registry.index(after: colon)...]
            guard let number = Int(port), (1...65535).contains(number) else {
                throw invalid("“\(port)” is not a port of the registry")
            }
            host = registry[..<colon]
        }
        let isAddress =
            host.hasPrefix("[") && host.hasSuffix("]")
            && host.utf8.dropFirst().dropLast().allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
                && label.first.map(isAlphanumeric) == true && label.last.map(isAlphanumeric) == true
        }
        guard isAddress || isName else { throw invalid("“\(host)” is not a registry's host name") }
        return registry
    }

    /// Lower-case words joined by one dot, one or two underscores, or any number of hyphens.
    private static func checkedRepository(_ repository: String, of text: String) throws(ImageReferenceError) -> String {
        func invalid(_ message: String) -> ImageReferenceError {
            ImageReferenceError(reference: text, message: message)
        }
        guard !repository.isEmpty else { throw invalid("the repository is missing") }
        if repository.contains(where: \.isUppercase) {
            throw invalid("the repository must be in lower case (“\(repository.lowercased())”)")
        }
        for part in repository.split(separator: "/", omittingEmptySubsequences: false) {
            let separators = part.utf8.split(whereSeparator: isLowerAlphanumeric)
            let areFine = separators.allSatisfy { run in
                let joined = String(decoding: run, as: UTF8.self)
                return [".", "_", "__"].contains(joined) || joined.allSatisfy { $0 == "-" }
            }
            guard areFine, part.utf8.first.map(isLowerAlphanumeric) == true,
                part.utf8.last.map(isLowerAlphanumeric) == true
            else {
                throw invalid("“\(part)” may hold only a–z, 0–9, and between them “.”, “_”, “__” or “-”")
            }
        }
        return repository
    }

    static func checkedTag(_ tag: String, of text: String) throws(ImageReferenceError) -> String {
        let isWord = tag.utf8.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
        guard isWord, (1...128).contains(tag.utf8.count), tag.first != ".", tag.first != "-" else {
            throw ImageReferenceError(
                reference: text,
                message: "the tag “\(tag)” must be 1 to 128 of A–Z a–z 0–9 _ . - and not start with . or -")
        }
        return tag
    }

    static func checkedDigest(_ digest: String, of text: String) throws(ImageReferenceError) -> String {
        let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
        let isHexadecimal = parts.last?.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) } == true
        guard parts.count == 2, isHexadecimal,
            parts[0] == "sha256" && parts[1].count == 64
                || parts[0] == "sha512" && parts[1].count == 128
        else {
            throw ImageReferenceError(
                reference: text,
                message: "the digest “\(digest)” must be sha256: and 64 hexadecimal digits in lower case")
        }
        return digest
    }
}
