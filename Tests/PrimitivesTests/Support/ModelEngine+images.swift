import Foundation

extension ModelEngine {
    /// An image that was built or pulled.
    struct Image: Equatable {
        var tags: [String] = []
        var digests: [String] = []
        var labels: [String: String] = [:]
    }

    /// What `/build` and `/images` answer.
    static func answer(
        _ request: WebServer.Request, path: [String], query: (String) -> String?, images: inout [String: Image]
    ) -> WebServer.Answer? {
        if path == ["build"] { return build(query, &images) }
        guard path.first == "images" else { return nil }
        let name =
            path.dropFirst().dropLast(["json", "tag", "push"].contains(path.last ?? "") ? 1 : 0)
            .joined(separator: "/").removingPercentEncoding ?? ""
        if path == ["images", "json"] { return list(query("filters"), images) }
        guard let id = images[name] != nil ? name : images.first(where: { $0.value.has(name) })?.key else {
            return failure(404, "No such image: \(name)")
        }
        switch (request.method, path.last) {
        case ("GET", "json"): return inspect(id, images[id] ?? Image())
        case ("POST", "tag"):
            let tag = "\(query("repo") ?? ""):\(query("tag") ?? "latest")"
            for other in images.keys { images[other]?.tags.removeAll { $0 == tag } }
            images[id]?.tags.append(tag)
            return .init(status: 201)
        case ("POST", "push"):
            let digest = "sha256:" + String(repeating: "d", count: 64)
            images[id]?.digests.append("\(name)@\(digest)")
            return lines([["status": "pushing"], ["aux": ["Digest": digest, "Tag": query("tag") ?? "", "Size": 1]]])
        case ("DELETE", _):
            images[id] = nil
            return json([[String: String]]())
        default: return failure(404, "no such thing")
        }
    }

    private static func build(_ query: (String) -> String?, _ images: inout [String: Image]) -> WebServer.Answer {
        let object = try? JSONSerialization.jsonObject(with: Data((query("labels") ?? "{}").utf8))
        let id = "sha256:" + String(repeating: "\(images.count + 1)", count: 64)
        let tags = query("t").map { [$0] } ?? []
        for other in images.keys { images[other]?.tags.removeAll { tags.contains($0) } }
        images[id] = Image(tags: tags, labels: object as? [String: String] ?? [:])
        return lines([["stream": "Step 1/1 : FROM scratch\n"], ["aux": ["ID": id]]])
    }

    private static func list(_ filters: String?, _ images: [String: Image]) -> WebServer.Answer {
        let labels = labels(in: filters)
        return json(
            images.filter { fits($0.value.labels, labels) }.sorted { $0.key < $1.key }.map {
                id, image -> [String: Any] in
                ["Id": id, "RepoTags": image.tags, "Labels": image.labels, "Size": 1, "Created": 1]
            })
    }

    static func inspect(_ id: String, _ image: Image) -> WebServer.Answer {
        json([
            "Id": id, "RepoTags": image.tags, "RepoDigests": image.digests, "Size": 1, "Architecture": "amd64",
            "Os": "linux", "Config": ["Labels": image.labels],
        ])
    }

    /// What is answered bit by bit, one JSON object after the other.
    static func lines(_ objects: [[String: Any]]) -> WebServer.Answer {
        .init(headers: ["Content-Type": "application/json"], body: objects.map { json($0).body + "\n" }.joined())
    }
}

extension ModelEngine.Image {
    /// Whether it has a name, with the tag left out for `latest`, or given by its repository.
    func has(_ name: String) -> Bool {
        tags.contains { $0 == name || $0 == "\(name):latest" || $0.hasPrefix("\(name):") } || digests.contains(name)
    }
}
