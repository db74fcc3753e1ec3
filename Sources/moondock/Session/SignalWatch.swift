import Console
import Dispatch
import Foundation
import Recipes

/// The first Ctrl-C cancels in order, the second ends at once. A terminal that goes away lets the run park.
final class SignalWatch {
    private var sources: [any DispatchSourceSignal]

    init(control: RunControl, person: String, steps: StepsInFlight) {
        signal(SIGPIPE, SIG_IGN)
        let counter = SignalCounter()
        let end: @Sendable () -> Void = {
            if counter.isFirst() { return control.cancel(by: person) }
            Console.restoreCursor()
            Output.report(steps.farewell)
            _exit(130)
        }
        sources = [Self.watch(SIGINT, end), Self.watch(SIGTERM, end)]
        if HangUp.isMeant { sources.append(Self.watch(SIGHUP) { control.hangUp() }) }
    }

    private static func watch(_ number: Int32, _ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.resume()
        return source
    }

    func end() { for source in sources { source.cancel() } }
}

/// The signal of a terminal that goes away.
enum HangUp {
    /// Whether it is to be heeded: whoever started this process with `nohup` wants it to go on. To be asked before
    /// anything is done about the signal.
    static let isMeant: Bool = {
        var current = sigaction()
        sigaction(SIGHUP, nil, &current)
        return current.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } != 1
    }()
}
