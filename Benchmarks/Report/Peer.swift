/// What another program reached at the same work, on another day.
///
/// All on one machine with 2 cores, Debian 12, ext4: ansible-core 2.19, DBOS 3.4 (Python), Prefect 3.8, docker CLI 28.2
/// and the Docker SDK for Python 7.2 against Engine 20.10. Their ratios to the floor are what can be compared.
struct Peer: Sendable, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - name: the program and what it did.
    ///   - figure: what it reached.
    ///   - ratio: how that compares with the floor on the same machine, where there was one.
    init(_ name: String, _ figure: String, ratio: String? = nil) {
        description = "\(name) \(figure)" + (ratio.map { ", \($0) × its floor" } ?? "")
    }
}
