import Testing

@testable import DockerEngine

@Suite struct APIVersionTests {
    @Test func versionsAreNumbersNotText() {
        #expect(APIVersion(1, 9) < APIVersion(1, 41))
        #expect(APIVersion("1.41") == APIVersion(1, 41))
        for text in ["", "1", "1.x", "1.41.0", "v1.41"] { #expect(APIVersion(text) == nil) }
    }

    @Test func theNewestCommonVersionIsSpoken() throws {
        #expect(try APIVersion.negotiated(newest: APIVersion(1, 41), oldest: APIVersion(1, 12)) == APIVersion(1, 41))
        #expect(try APIVersion.negotiated(newest: APIVersion(1, 99), oldest: APIVersion(1, 44)) == .newestKnown)
    }

    @Test func withoutACommonVersionBothNumbersAreNamed() {
        let tooNew = #expect(throws: DockerError.self) {
            try APIVersion.negotiated(newest: APIVersion(1, 99), oldest: APIVersion(1, 98))
        }
        #expect(tooNew?.code == .apiVersionUnsupported)
        #expect(tooNew?.message.contains("1.98") == true)
        #expect(tooNew?.message.contains("\(APIVersion.newestKnown)") == true)
        let tooOld = #expect(throws: DockerError.self) {
            try APIVersion.negotiated(newest: APIVersion(1, 24), oldest: APIVersion(1, 12))
        }
        #expect(tooOld?.message.contains("1.24") == true)
        #expect(tooOld?.message.contains("\(APIVersion.oldestKnown)") == true)
    }
}
