import LuaValues

extension BlockFunction {
    static let release = BlockFunction(
        name: "release",
        summary: "Builds something once, under a version; in every later run of that version it comes from the record.",
        forms: [[Argument("options", .options)]],
        options: [
            PrimitiveOption<String>.required("app", .name, "the application").erased,
            PrimitiveOption<String>.required("version", .name, "the version").erased,
            PrimitiveOption<LuaValue>.required(
                "build", .any, "a function that builds, and returns a table of what it built"
            ).erased,
        ],
        returns: "what was built, by name; application, version, and images, which has all of it",
        notes: [
            "A release is kept by the journal and never changes: what was built, recipe and libraries by hash, the",
            "parameters, who, when, and the commit of the work tree. Where the recipe, a library or a folder that is built has",
            "changed since, the version is denied (exit 4); `moondock promote` deploys it as it was released.",
            "The build function returns images and plain values. The images of those who promote it elsewhere are pushed.",
            "More: moondock docs releases.",
        ],
        example: [
            "local shop = release { app = \"shop\", version = params.version, build = function ()",
            "  return { web = docker_build { context = \"apps/web\", tag = params.version, push = env.registry } }",
            "end }",
            "docker_run { name = \"shop-web\", image = shop.web, … }",
        ])
}
