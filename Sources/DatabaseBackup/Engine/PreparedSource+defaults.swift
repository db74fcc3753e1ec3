extension PreparedSource {
    var system: String? { nil }

    func compare(_ counts: [String: Int]) async throws {}
}
