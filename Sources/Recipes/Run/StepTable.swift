extension RunMachine {
    /// The steps that the recipe waits for, by path. What is asked of all of them after each input is counted, since
    /// there may be as many as there are branches.
    struct StepTable {
        private var byPath: [String: Step] = [:]
        private var parked = 0
        /// Steps that are being done because their time had passed, and that others wait for.
        private var overdue: Set<String> = []

        /// Whether there is none.
        var isEmpty: Bool { byPath.isEmpty }
        /// How many there are.
        var count: Int { byPath.count }
        /// Whether all of them wait without a process.
        var areParked: Bool { parked == byPath.count }
        /// Whether one is being done that the others wait for, since its time had passed.
        var isOverdueUnderWay: Bool { !overdue.isEmpty }

        subscript(path: String) -> Step? {
            get { byPath[path] }
            set {
                if byPath[path]?.isParked == true { parked -= 1 }
                if newValue?.isParked == true { parked += 1 }
                if newValue?.isOverdue == true, newValue?.state == .performing {
                    overdue.insert(path)
                } else {
                    overdue.remove(path)
                }
                byPath[path] = newValue
            }
        }
    }
}

extension RunMachine.StepTable: Sequence {
    func makeIterator() -> Dictionary<String, RunMachine.Step>.Iterator { byPath.makeIterator() }
}
