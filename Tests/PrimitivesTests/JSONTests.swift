import LuaValues
import Recipes
import Testing

@testable import Primitives

@Suite struct JSONTests {
    @Test(
        arguments: [
            ("null", nil), ("true", true), (" [1, -2.5e3 ,\"a\"]\n", [1, .number(-2500), "a"]),
            ("{\"a\":{\"b\":[]},\"a\":2}", ["a": 2]), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9223372036854775808)), ("-0", 0), ("1.0", .number(1)), ("1e400", nil),
            ("\"\\u0041\\n\\ud83d\\ude00\\ud83d x\\u0000\"", .string("A\n😀\u{FFFD} x\0")), ("\"é\"", "é"),
        ] as [(String, LuaValue?)])
    func textIsRead(_ text: String, _ value: LuaValue?) {
        if text == "1e400" {
            #expect(JSONBody.decode(text)?.number == .infinity)
        } else {
            #expect(JSONBody.decode(text) == value ?? .nil)
        }
    }

    @Test(
        arguments: [
            "[", "]", "{\"a\"}", "[1 2]", "tru", "truex", "+1", "1e", ".5", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"",
            "\"\n\"",
            "{'a':1}", "[1,,2]", "\u{FEFF}1", "NaN", "1 1", "{,}", "[,]", "--1",
        ])
    func whatIsNoneIsNot(_ text: String) { #expect(JSONBody.decode(text) == nil, "\(text)") }

    @Test(
        arguments: [
            (["list": .list([])], #"{"list":[]}"#), ([[.list([])]] as LuaValue, "[[[]]]"), (.list([]), "{}"),
            (["a": .object, "b": .list], #"{"a":{},"b":[]}"#), (.list, "[]"), (.object, "{}"),
            (["b": 1, "a": [true, .nil, .number(2), .number(0.5)]], #"{"a":[true,null,2,0.5],"b":1}"#),
            ("a\"\\/\u{1}\n\u{7F}é", #""a\"\\/\u0001\n\u007fé""#),
        ] as [(LuaValue, String)])
    func valuesAreWritten(_ value: LuaValue, _ text: String) throws {
        #expect(String(decoding: try JSONBody.encode(value), as: UTF8.self) == text)
    }

    @Test(
        arguments: [
            .number(.nan), .number(.infinity), .secret, .bytes([0xFF]), ["a": .secret],
            .table(LuaTable(items: [1], fields: ["a": 2])),
        ] as [LuaValue])
    func whatHasNoFormIsRejected(_ value: LuaValue) {
        #expect(throws: StepError.self) { try JSONBody.encode(value) }
    }
}

extension LuaValue {
    fileprivate static let list = LuaValue.handle(LuaHandle(kind: "json", fields: LuaTable(fields: ["form": "list"])))
    fileprivate static let object = LuaValue.handle(
        LuaHandle(kind: "json", fields: LuaTable(fields: ["form": "object"])))
}
