import Console
import Foundation
import LuaValues
import Recipes
import Testing

@Suite struct JSONRendererTests {
    private func lines(_ events: [RunEvent]) -> [Substring] {
        let output = CapturedOutput()
        let renderer = JSONRenderer(output: output)
        for event in events { renderer.receive(event) }
        renderer.finish()
        return output.text.split(separator: "\n")
    }

    @Test func `the format is what it was`() throws {
        let all = Sample.release + Sample.failure.dropFirst() + Sample.continued.suffix(2)
        try expectGolden(lines(all).joined(separator: "\n") + "\n", "events")
    }

    @Test func `the version comes first, even without events`() {
        #expect(lines([]) == [#"{"type":"version","schema":"1.0"}"#])
    }

    @Test func `every line is an object with type and time`() throws {
        for line in lines(Sample.release + Sample.failure).dropFirst() {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["type"] is String)
            #expect((object["at"] as? String)?.hasSuffix("Z") == true)
        }
    }

    @Test func `hostile text stays inside its string`() throws {
        let hostile = "a\"b\\c\n\u{1b}[2J\u{9b}\u{2028}日"
        let line = try #require(lines([Sample.at(0, .notice(hostile))]).last)
        #expect(line.utf8.allSatisfy { $0 >= 32 })
        #expect(line.contains(#""a\"b\\c\n\u001b[2J\u009b\u2028日""#))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["message"] as? String == hostile)
    }

    @Test func `values of every kind`() throws {
        let image = LuaHandle(kind: "image", fields: LuaTable(fields: ["digest": "sha256:ab"]))
        let value: LuaValue = [
            "a": [1, 2.5, true, nil], "b": .bytes([0xff, 0]), "c": .handle(image), "d": .number(.infinity),
            "e": .table(LuaTable(items: [7], fields: ["x": 8])), "f": .table(LuaTable()),
        ]
        let line = try #require(lines([Sample.at(0, .runEnded(.done(value)))]).last)
        let expected =
            #""result":{"a":[1,2.5,true,null],"b":{"base64":"/wA="},"#
            + #""c":{"kind":"image","fields":{"digest":"sha256:ab"}},"d":null,"e":{"1":7,"x":8},"f":{}}}"#
        #expect(line.hasSuffix(expected))
    }
}
