import ContainerRegistry
import Foundation
import Testing

/// How a registry describes content is checked before anybody counts on it.
@Suite struct ContentDescriptorTests {
    private func descriptor(size: String) throws -> ContentDescriptor {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let text = "{\"mediaType\":\"a/b\",\"digest\":\"\(digest)\",\"size\":\(size),\"annotations\":{\"k\":\"v\"}}"
        return try JSONDecoder().decode(ContentDescriptor.self, from: Data(text.utf8))
    }

    @Test func itsFieldsAreRead() throws {
        let read = try descriptor(size: "3")
        #expect(read.size == 3 && read.mediaType == "a/b" && read.annotations == ["k": "v"])
        #expect(try JSONDecoder().decode(ContentDescriptor.self, from: try JSONEncoder().encode(read)) == read)
    }

    @Test(arguments: ["-1", "-9223372036854775808", "9223372036854775808", "1.5", "null", "\"3\""])
    func aSizeThatIsNoneIsRejected(_ size: String) {
        #expect(throws: DecodingError.self) { try descriptor(size: size) }
    }
}
