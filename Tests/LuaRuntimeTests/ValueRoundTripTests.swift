import RandomTestSupport
import Testing

@testable import LuaRuntime
@testable import LuaValues

@Suite struct ValueRoundTripTests {
    @Test(arguments: Array(0..<20)) func randomValuesKeepTheirBytes(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) &* 7919 + 1)
        let vm = try LuaVM(limits: LuaLimits())
        for _ in 0..<200 {
            let value = generator.value(depth: 0)
            let bytes = value.encoded()
            #expect(try vm.roundTrip(value).get() == bytes, "\(value)")
            #expect(try LuaValue(decoding: bytes).encoded() == bytes)
        }
    }

    @Test func numbersAtTheEdgesKeepTheirBytes() throws {
        let vm = try LuaVM(limits: LuaLimits())
        let integers: [Int64] = [
            0, 23, 24, 255, 256, 65535, 65536, 0xffff_ffff, 0x1_0000_0000, .max, -1, -24, -25, -256, -257, .min,
        ]
        let floats: [Double] = [0, -0.0, 1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 0x1p53]
        for value in integers.map(LuaValue.integer) + floats.map(LuaValue.number) {
            #expect(try vm.roundTrip(value).get() == value.encoded(), "\(value)")
        }
    }

    @Test func whateverIsDecodedFromDamagedBytesEncodesAgain() throws {
        var generator = SeededGenerator(seed: 99)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = generator.value(depth: 0).encoded()
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            guard let value = try? LuaValue(decoding: bytes) else { continue }
            accepted += 1
            let again = value.encoded()
            #expect(try LuaValue(decoding: again).encoded() == again)
        }
        #expect(accepted > 0)
    }

    @Test(
        arguments: [
            [], [0x18, 0x05], [0x82, 0x01], [0xa1, 0x61, 0x61], [0xa2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x01],
            [0x62, 0xff, 0xfe],
            [0x9f, 0xff], [0xd8, 0x1b, 0x81, 0x01], [0x01, 0x01],
            [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            [0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xf9, 0x3c, 0x00],
        ] as [[UInt8]]) func bytesThatAreNoValueAreRefused(_ bytes: [UInt8])
    {
        #expect(throws: LuaDecodingError.self) { try LuaValue(decoding: bytes) }
    }
}

/// Random values.
extension SeededGenerator {
    mutating func text() -> String {
        let alphabet = Array("abcxyz_09 -é漢🌙\u{0}\n\"")
        return String(
            (0..<Int.random(in: 0...9, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? "a" })
    }

    mutating func value(depth: Int) -> LuaValue {
        switch Int.random(in: 0...(depth > 3 ? 5 : 8), using: &self) {
        case 0: return .bool(Bool.random(using: &self))
        case 1: return .integer(Int64.random(in: .min ... .max, using: &self) >> Int64.random(in: 0...63, using: &self))
        case 2: return .number(Double(bitPattern: next()))
        case 3: return .string(text())
        case 4: return .bytes([0xff] + (0..<5).map { _ in UInt8.random(in: 0...255, using: &self) })
        case 5: return .integer(Int64.random(in: -30...300, using: &self))
        case 6: return .handle(LuaHandle(kind: "image", fields: table(depth: depth)))
        default: return .table(table(depth: depth))
        }
    }

    mutating func table(depth: Int) -> LuaTable {
        var table = LuaTable()
        for _ in 0..<Int.random(in: 0...4, using: &self) { table.items.append(value(depth: depth + 1)) }
        for _ in 0..<Int.random(in: 0...4, using: &self) { table.fields[text()] = value(depth: depth + 1) }
        return table
    }
}
