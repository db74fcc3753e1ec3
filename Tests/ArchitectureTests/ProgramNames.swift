import Foundation
import Glibc

/// The names in a program that was built beside the tests: of its symbols, and of the libraries it is linked with.
struct ProgramNames {
    private let bytes: Data
    /// Where its tables of names are.
    private let tables: [Range<Int>]

    init(of program: String) throws {
        let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent(program)
        bytes = try Data(contentsOf: path, options: .alwaysMapped)
        tables = bytes.withUnsafeBytes(Self.tables)
    }

    /// Those that begin in one of these ways.
    func names(beginningWith beginnings: [String]) -> Set<String> {
        bytes.withUnsafeBytes { bytes in
            tables.reduce(into: []) { found, table in
                // Each name ends with a zero byte.
                var place = table.lowerBound
                while place < table.upperBound, let name = bytes.baseAddress?.advanced(by: place) {
                    let text = name.assumingMemoryBound(to: CChar.self)
                    if beginnings.contains(where: { strncmp(text, $0, $0.utf8.count) == 0 }) {
                        found.insert(String(cString: text))
                    }
                    place += strlen(text) + 1
                }
            }
        }
    }

    /// The sections that hold names: https://man7.org/linux/man-pages/man5/elf.5.html.
    private static func tables(of program: UnsafeRawBufferPointer) -> [Range<Int>] {
        func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: Number.Type) -> Int {
            Int(program.loadUnaligned(fromByteOffset: offset, as: Number.self))
        }
        let stringTable = 3
        let headers = number(at: 0x28, as: UInt64.self)
        let size = number(at: 0x3a, as: UInt16.self)
        return (0..<number(at: 0x3c, as: UInt16.self)).compactMap { section in
            let header = headers + section * size
            guard number(at: header + 4, as: UInt32.self) == stringTable else { return nil }
            let start = number(at: header + 0x18, as: UInt64.self)
            return start..<start + number(at: header + 0x20, as: UInt64.self)
        }
    }
}
