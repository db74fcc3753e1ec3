public import Recipes

/// The primitives Moondock comes with.
public enum StandardPrimitives {
    /// All primitives, with the clients they work through.
    /// - Parameter engines: the Docker Engines of the run's hosts.
    public static func all(engines: EnginePool = EnginePool()) -> [any Primitive] {
        [
            RecipeHeader(), EnvironmentData(), SecretHandle(), SecretText(), LogLine(), Sleep(), Fail(),
            WaitForApproval(), Lock(), Unlock(), RunCommand(), HTTPRequest(), EmptyJSON(.list), EmptyJSON(.object),
            ReadFile(), WriteFile(),
            BackupDatabase(), DockerBuild(engines: engines), DockerPush(engines: engines), DockerRun(engines: engines),
            DockerStop(engines: engines), DockerRestore(engines: engines), DockerDiscard(engines: engines),
        ]
    }
}
