import Journal
import LuaValues
import Testing

@testable import Recipes

@Suite struct OptionTests {
    private func parse<Value>(_ type: OptionType<Value>, _ value: LuaValue) -> Value? {
        try? type.parse(value, OptionPath("x"))
    }

    private func message<Value>(_ type: OptionType<Value>, _ value: LuaValue) -> String? {
        do throws(OptionError) {
            _ = try type.parse(value, OptionPath("healthy.within"))
            return nil
        } catch {
            return error.message
        }
    }

    @Test(
        arguments: [
            ("90s", 90.0), ("5m", 300), ("1h 30m", 5400), ("1h30m", 5400), ("2d", 172_800), ("250ms", 0.25),
            ("1.5s", 1.5),
            ("0s", 0),
        ] as [(LuaValue, Double)]) func durationsAreRead(text: LuaValue, seconds: Double)
    {
        #expect(parse(.duration, text)?.seconds == seconds)
    }

    @Test(
        arguments: [
            "", " ", "s", "5", "5x", "1..5s", "-5s", "5m x", "5 0s", "1h 3 0m", "99999999999999999999d", "1e400", "∞s",
            "٣s", "115000d", "36501d", "876001h", .number(-1), .number(.nan), .number(.infinity), .number(-.infinity),
            .number(1e300), 9_999_999_999, .integer(.max), .integer(.min), .bool(true), .nil, ["5s"],
        ] as [LuaValue]) func whatIsNoDurationIsRejected(value: LuaValue)
    {
        #expect(parse(.duration, value) == nil)
    }

    @Test func theLongestDurationIsAHundredYears() {
        #expect(parse(.duration, "36500d") == .seconds(3_153_600_000))
        #expect(
            message(.duration, "115000d")
                == "'healthy.within' must be a duration of 36500 days at most, not a string \"115000d\"")
        #expect(Timestamp.now.adding(seconds: 3_153_600_000) > .now)
    }

    @Test(arguments: [.number(.nan), .number(.infinity), 0, -1, .number(1e300), .integer(.max), "1"] as [LuaValue])
    func aNumberKeepsToItsBounds(value: LuaValue) {
        #expect(parse(.number(0.001...100), value) == nil)
        #expect(parse(.number(0.001...100), 0.5) == 0.5)
        #expect(parse(.number(0.001...100), 2) == 2)
    }

    @Test(arguments: [.integer(.max), .integer(.min), .number(.nan), .number(1e300), 0, 10] as [LuaValue])
    func anIntegerKeepsToItsBounds(value: LuaValue) { #expect(parse(.integer(1...9), value) == nil) }

    @Test func numbersAreSeconds() {
        #expect(parse(.duration, 90) == .seconds(90))
        #expect(parse(.duration, 0.25) == .milliseconds(250))
    }

    @Test(
        arguments: [
            ("512MiB", 536_870_912), ("1.5GB", 1_610_612_736), ("64k", 65536), ("10 kb", 10240), ("512MB", 536_870_912),
            ("7", 7),
            ("2T", 2_199_023_255_552),
            (1024, 1024),
        ] as [(LuaValue, Int64)]) func sizesAreRead(text: LuaValue, bytes: Int64)
    {
        #expect(parse(.size, text) == bytes)
    }

    @Test(
        arguments: [
            "", "MiB", "-1", "5 lightyears", "99999999999T", "8388608T", "9223372036854775808", "٣k", -5, .number(1.5),
            .nil,
        ] as [LuaValue])
    func whatIsNoSizeIsRejected(value: LuaValue) {
        #expect(parse(.size, value) == nil)
    }

    @Test func typesNameWhatTheyWantAndWhatTheyGot() {
        #expect(
            message(.duration, "soon")
                == "'healthy.within' must be a duration like \"30s\", \"5m\" or \"1h 30m\", not a string \"soon\"")
        #expect(message(.integer(1...9), 10) == "'healthy.within' must be an integer from 1 to 9, not a number 10")
        #expect(message(.boolean, .nil) == "'healthy.within' must be true or false, not nil")
        #expect(message(.string, ["x"]) == "'healthy.within' must be a string, not a table")
        #expect(message(.list(of: .string), ["a", 5]) == "'healthy.within[2]' must be a string, not a number 5")
        #expect(
            message(.dictionary(of: .string), .table(LuaTable(fields: ["a": true])))
                == "'healthy.within.a' must be a string, not a boolean true")
    }

    @Test func wordsGetASuggestion() {
        do throws(OptionError) {
            _ = try OptionType.enumeration("always", "never").parse("alway", OptionPath("restart"))
            Issue.record("a wrong word was taken")
        } catch {
            #expect(error.message == "restart must be one of \"always\", \"never\", not \"alway\"")
            #expect(error.hint == "did you mean \"always\"?")
            #expect(error.option == "restart")
        }
    }

    @Test func namesHoldNoControlCharacters() {
        #expect(parse(.name, "web-1") == "web-1")
        for bad in ["", "a\nb", "\u{1b}[31m", "\u{7f}"] as [LuaValue] { #expect(parse(.name, bad) == nil) }
    }

    @Test func theMarkedKeyIsTheLastOne() {
        #expect(OptionPath("healthy").field("http").item(2).lastComponent == "http")
        #expect(OptionPath("ports").item(1).lastComponent == "ports")
    }
}

@Suite struct OptionValuesTests {
    static let name = PrimitiveOption<String>.required("name", .name, "what it is called")
    static let tries = PrimitiveOption<Int>.defaulted("tries", .integer(1...5), 3, "how often")
    static let host = PrimitiveOption<String?>.optional("host", .name, "where")
    static let options = [name.erased, tries.erased, host.erased]

    private func error(_ table: LuaTable) -> OptionError? {
        do throws(OptionError) {
            _ = try OptionValues(table, options: Self.options, positional: "name", path: nil)
            return nil
        } catch { return error }
    }

    @Test func valuesAndDefaultsAreTyped() throws {
        let values = try OptionValues(
            LuaTable(fields: ["name": "web", "tries": 2]), options: Self.options, positional: "name", path: nil)
        #expect(try values[Self.name] == "web")
        #expect(try values[Self.tries] == 2)
        #expect(try values[Self.host] == nil)
        #expect(values.has(Self.tries))
        #expect(!values.has(Self.host))
        #expect(values.text(of: "tries") == "2")
        let positional = try OptionValues(
            LuaTable(items: ["web"]), options: Self.options, positional: "name", path: nil)
        #expect(try positional[Self.name] == "web")
        #expect(try positional[Self.tries] == 3)
    }

    @Test func whatIsWrongIsNamed() {
        #expect(error(LuaTable())?.message == "needs 'name': what it is called")
        #expect(
            error(LuaTable(fields: ["name": "a", "tires": 1]))
                == OptionError("unknown option 'tires'", option: "tires", hint: "did you mean 'tries'?"))
        #expect(error(LuaTable(fields: ["name": "a", "zzz": 1]))?.hint == "it takes host, name, tries")
        #expect(error(LuaTable(items: ["a"], fields: ["name": "b"]))?.message == "'name' is given twice")
        #expect(error(LuaTable(items: ["a", "b"]))?.message == "takes one value without a name; \"b\" is too many")
        #expect(error(LuaTable(fields: ["name": "a", "tries": 9]))?.option == "tries")
    }

    @Test func anOptionThatWasNotDeclaredIsAFaultOfThePrimitive() throws {
        let values = try OptionValues(LuaTable(items: ["a"]), options: Self.options, positional: "name", path: nil)
        let other = PrimitiveOption<String>.required("other", .name, "not there")
        #expect(throws: StepError.self) { try values[other] }
    }
}
