/// What `moondock docs` says of releases and their way through the environments.
enum ReleasePage {
    static let lines = [
        "releases: built once, deployed everywhere: the same images by digest, recipe and libraries in every environment.",
        "",
        "  local shop = release { app = \"shop\", version = params.version, build = function ()",
        "    return { web = docker_build { context = \"apps/web\", tag = params.version, push = env.registry } }",
        "  end }", "  docker_run { name = \"shop-web\", image = shop.web, host = \"web-1\" }", "",
        "The first run of a version builds it and records the release: images by digest, the hashes of recipe, libraries and",
        "folders that were built, the parameters, who, when, and the commit of the work tree. Later runs of that version build",
        "nothing. Where recipe, libraries or folders have changed since, they are denied: a version is never two things.",
        "",
        "  moondock release create RECIPE --env E --version V   make it, and deploy nothing",
        "  moondock release list, show V, diff V W              look at releases",
        "  moondock promote V --env E                           deploy it by its own recipe, with its own images",
        "  moondock rollback --env E [--to V]                   deploy an earlier one again",
        "  moondock environments                                what runs where, since when, by whom, and what differs",
        "  moondock release push REGISTRY/PATH:V                put it into a registry, signed",
        "  moondock release pull REGISTRY/PATH:V                get it on another machine, which then promotes it", "",
        "lifecycle in moondock.lua is the way through the environments:", "",
        "  lifecycle = { \"test\", { \"staging\", optional = true }, { \"production\", approvers = { \"ops\" } } }", "",
        "What was not deployed to the phase before is denied (exit 4), by `run` as well as `promote`; optional phases may be",
        "left out, and `promote --skip-phase REASON` leaves out any, on record. Approvers are asked by `release`, before",
        "anything that comes after it. A phase with several environments is passed when each of them was. Environments that",
        "are in no phase may have any release. A promotion takes the environment's data, the policy and the lifecycle from the",
        "project it is given in, where that has them, and else from the release.",
    ]
}
