internal import Glibc

/// A thread of the system, for work that blocks, which the threads of Swift's tasks must not do: there are as many of
/// them as processors, and a blocked one is missing everywhere.
public enum SystemThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Bytes of stack. The system's own choice is eight times as much, which counts where many threads run.
    private static let stackSize = 1 << 20

    /// Runs something on a thread of its own.
    /// - Returns: whether there was a thread to be had; if not, nothing has been run.
    public static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackSize)
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        if status != 0 { body.release() }
        return status == 0
    }
}
