import Testing

@testable import DockerEngine

@Suite struct ByteNameTests {
    @Test(
        arguments: [
            [], Array("plain".utf8), Array("äöü €".utf8), [0xE9], [0x63, 0xFF, 0xFE], Array("a\u{10FF41}b".utf8),
            [0xF4, 0x8F, 0xBF, 0xBF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func nothingIsLost(_ bytes: [UInt8]) {
        #expect(ByteName.bytes(ByteName.text(bytes)) == bytes)
    }

    @Test func everyByteAloneIsKept() {
        for byte in UInt8.min...UInt8.max {
            #expect(ByteName.bytes(ByteName.text([0x61, byte, 0x62])) == [0x61, byte, 0x62])
        }
    }

    @Test func peopleSeeTheBytes() {
        #expect(ByteName.shown(ByteName.text([0x63, 0x61, 0x66, 0xE9])) == "caf\\xe9")
        #expect(ByteName.shown("café") == "café")
    }

    @Test func namesThatDifferStayDifferent() {
        #expect(ByteName.text([0xE9]) != ByteName.text([0xC3, 0xA9]))
        #expect(ByteName.text([0xE9]) != ByteName.text([0xE8]))
    }
}
