public import Recipes

/// The primitives Moondock comes with.
public enum StandardPrimitives {
    /// All primitives.
    public static func all() -> [any Primitive] {
        [
            RecipeHeader(), EnvironmentData(), EnvironmentHosts(), VariableValues(), SecretHandle(), SecretText(),
            LogLine(), Sleep(), Fail(),
            WaitForApproval(), AwaitWindow(), Lock(), Unlock(), EndRun(),
            RunCommand(), HTTPRequest(), EmptyJSON(.list), EmptyJSON(.object), SocketCommand(),
            ReadFile(), WriteFile(), Upload(), Download(), Configure(), Render(),
            FindRelease(), RecordRelease(),
            BackupDatabase(),
            DockerBuild(), DockerPush(), DockerRun(), DockerStop(), DockerRestore(), DockerDiscard(),
        ]
    }

    /// What they reach the world through in a run that has its effects.
    /// - Parameters:
    ///   - engine: URL of the engine that calls without a host go to; `nil` for the one docker's own settings name.
    ///   - machines: the machines that ssh reaches.
    ///   - clock: the time that steps wait by.
    ///   - others: what stands in for a service of the same type.
    public static func services(
        engine: String? = nil, machines: MachinePool = MachinePool(), clock: any StepClock = MachineClock(),
        others: [any StepService] = []
    ) -> StepServices {
        let usual: [any StepService] = [
            machines, EnginePool(local: engine, machines: machines), RegistryService(), HTTPService(), ProbeService(),
            BackupService(), SocketService(), WorkTreeService(),
        ]
        return StepServices(usual + others, clock: clock)
    }
}
