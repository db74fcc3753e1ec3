internal import Glibc

/// A thread for work that blocks, which Swift's own pool must not do.
enum SystemThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run)).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body)
        if status == 0 {
            pthread_detach(thread)
        } else {
            // Without a thread the work is done here and now, late rather than never.
            Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
        }
    }
}
