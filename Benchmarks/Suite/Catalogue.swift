/// Every benchmark there is.
enum Catalogue {
    static let all: [any Benchmark] = [
        HelloStart(), VersionStart(), WorkerStart(),
        WireRoundTrip(), InProcessRoundTrip(), VirtualMachineCreation(), WaitingBranches(), TightLoop(),
        JournalAppends(), ConcurrentAppends(), JournalSize(), ParkedRuns(),
        SequentialSteps(), ConcurrentSteps(), BranchesOfARun(), TwiceTheBranches(), ResumeOfARun(),
        ContainerStart(count: 1), ContainerStart(count: 10),
        LogStream(), LogFrames(),
        LibraryResolution(), LibraryStart(), ParserSpeed(),
    ]
}
