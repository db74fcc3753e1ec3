extension PreparedSource {
    func compare(_ counts: [String: Int]) async throws {}
}
