public import Foundation

/// A moment as servers write it in headers: `Wed, 21 Oct 2026 07:28:00 GMT` (RFC 9110, section 5.6.7).
///
/// Read by hand: what servers send is not always a date, and Foundation's formatter ends the process on some of it.
public enum HTTPDate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment; `nil` for whatever is written otherwise.
    public static func moment(_ text: String) -> Date? {
        let bytes = Array(text.utf8.prefix(30))
        guard bytes.count == 29, bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
        func word(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        func number(_ range: Range<Int>, _ allowed: ClosedRange<Int>) -> Int? {
            guard bytes[range].allSatisfy({ (48...57).contains($0) }), let number = Int(word(range)) else { return nil }
            return allowed.contains(number) ? number : nil
        }
        let signs = word(3..<5) + word(7..<8) + word(11..<12) + word(16..<17) + word(19..<20) + word(22..<23)
        guard signs + word(25..<29) == ",    :: GMT", days.contains(word(0..<3)),
            let month = months.firstIndex(of: word(8..<11)), let day = number(5..<7, 1...31),
            let year = number(12..<16, 1_900...9_999), let hour = number(17..<19, 0...23),
            let minute = number(20..<22, 0...59), let second = number(23..<25, 0...60)
        else { return nil }
        let seconds = ((self.days(before: year, month + 1, day) * 24 + hour) * 60 + minute) * 60 + second
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// The days from 1970 to a day of the Gregorian calendar, in which a year of 365.2425 days begins in March.
    private static func days(before year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let month = month > 2 ? month - 3 : month + 9
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469
    }
}
