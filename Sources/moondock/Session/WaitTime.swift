import ArgumentParser
import Recipes

/// A duration on the command line, such as `10m`.
struct WaitTime: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = Duration(argument) else { return nil }
        self.duration = duration
    }
}
