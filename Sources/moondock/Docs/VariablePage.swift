/// What `moondock docs` says of variables and their scopes.
enum VariablePage {
    static let lines = [
        "variables: values that differ between environments, roles and hosts, in one total order.", "",
        "variables.lua in the project's folder declares them, each with its type; it is read and never run:", "",
        "  return {",
        "    LOG_LEVEL    = { \"string\", default = \"info\", choices = { \"debug\", \"info\", \"warn\" } },",
        "    WORKERS      = { \"integer\", default = 2, min = 1, max = 64 },",
        "    DATABASE_URL = { \"secret\", roles = { \"web\" }, help = \"where orders are kept\" },", "  }", "",
        "Types are string, integer, number, boolean and secret. With roles, only hosts of these have it.", "",
        "Who gives a value, from the one that counts least:", "",
        "  1. the default in variables.lua", "  2. the environment: variables = { LOG_LEVEL = \"warn\" }",
        "  3. a role of the host: roles = { web = { WORKERS = 4 } }, and hosts = { [\"web-1\"] = { roles = { \"web\" } } }",
        "  4. the host: hosts = { [\"web-1\"] = { vars = { WORKERS = 8 } } }",
        "  5. a parameter of the recipe that has the variable's name, where the command line gives it", "",
        "Two roles that both give a value are an error unless the host has its own. So are a value of another type, a name that",
        "is not declared, and a variable without a value on any host that has it: before anything is done.", "",
        "variables(host) gives a recipe the values for a host: docker_run { host = host, env = variables(host), … }.",
        "`moondock why WORKERS --env production --host web-1` shows who says what, where, and which one counts.",
    ]
}
