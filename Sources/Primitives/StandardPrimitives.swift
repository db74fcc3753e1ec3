public import Recipes

/// The primitives Moondock comes with.
public enum StandardPrimitives {
    /// All primitives.
    public static func all() -> [any Primitive] {
        [
            RecipeHeader(), EnvironmentData(), EnvironmentHosts(), SecretHandle(), SecretText(), LogLine(), Sleep(),
            Fail(),
            WaitForApproval(), Lock(), Unlock(), RunCommand(), HTTPRequest(), EmptyJSON(.list), EmptyJSON(.object),
            ReadFile(), WriteFile(), Upload(), Download(), SocketCommand(), FindRelease(), RecordRelease(), EndRun(),
            BackupDatabase(), DockerBuild(), DockerPush(), DockerRun(),
            DockerStop(), DockerRestore(), DockerDiscard(),
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
            BackupService(),
        ]
        return StepServices(usual + others, clock: clock)
    }
}
