/// Something that steps reach the world through: engines, machines, programs, files, HTTP.
///
/// A module of primitives defines its own services; a run finds each by its type. So a test, and whatever else stands in
/// for the world, gives another one, and no primitive makes its own.
public protocol StepService: Sendable {}

/// What a step reaches the world through, which a primitive makes none of itself.
public struct StepServices: Sendable {
    /// The time.
    public let clock: any StepClock
    private let byType: [ObjectIdentifier: any StepService]

    /// Makes the services of a run.
    /// - Parameters:
    ///   - services: what there is beside the time, one of each type; of two, the later one counts.
    ///   - clock: the time that steps wait by.
    public init(_ services: [any StepService] = [], clock: any StepClock = MachineClock()) {
        self.clock = clock
        byType = Dictionary(services.map { (ObjectIdentifier(type(of: $0)), $0) }) { _, later in later }
    }

    /// The service of a type.
    /// - Throws: `StepError` with code `no_service` where the run has none.
    public func service<Service: StepService>(_ type: Service.Type) throws(StepError) -> Service {
        guard let service = byType[ObjectIdentifier(type)] as? Service else {
            throw StepError(code: "no_service", "this run has no \(type)")
        }
        return service
    }
}
