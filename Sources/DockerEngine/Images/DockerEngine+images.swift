import NIOHTTP1

extension DockerEngine {
    /// What the engine knows of an image.
    /// - Parameter image: a name, with tag or digest, or an id.
    /// - Throws: `DockerError`, `imageNotFound` when there is no such image.
    public func inspectImage(_ image: String) async throws -> ImageInspection {
        try await connection.value(
            EngineRequest(
                .GET, "/images/\(PercentEncoding.pathPart(image))/json", operation: "inspect image “\(image)”"))
    }

    /// The images that carry all of these labels.
    /// - Parameter labels: `name` or `name=value` each.
    public func listImages(labels: [String] = []) async throws -> [ImageSummary] {
        var request = EngineRequest(.GET, "/images/json", operation: "list images")
        request.query = [("filters", Filters(["label": labels]).json)]
        var attempts = 1
        while true {
            do {
                return try await connection.value(request)
            } catch let error as DockerError where attempts < 5 && error.message.contains("image not known") {
                // Podman's list ends so when an image goes while it is made.
                attempts += 1
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Gives an image a further name.
    /// - Parameters:
    ///   - image: a name or an id.
    ///   - reference: the new name; a digest in it is not used.
    public func tagImage(_ image: String, as reference: ImageReference) async throws {
        var request = EngineRequest(
            .POST, "/images/\(PercentEncoding.pathPart(image))/tag",
            operation: "tag image “\(image)” as “\(reference.familiarName)”")
        request.query = [("repo", reference.name), ("tag", reference.tag ?? "latest")]
        try await connection.perform(request)
    }

    /// Removes a name of an image and, with its last name, the image.
    /// - Parameters:
    ///   - image: a name or an id.
    ///   - force: also when it has several names or stopped containers were made of it.
    public func removeImage(_ image: String, force: Bool = false) async throws {
        var request = EngineRequest(
            .DELETE, "/images/\(PercentEncoding.pathPart(image))", operation: "remove image “\(image)”")
        if force { request.query = [("force", "1")] }
        try await connection.perform(request)
    }
}
