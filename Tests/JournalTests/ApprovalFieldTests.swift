import Journal
import Testing

@Suite struct ApprovalFieldTests {
    private func expectation(_ least: Int64?, _ greatest: Int64?) -> String {
        ApprovalField(name: "n", kind: .integer, least: least, greatest: greatest).expectation
    }

    @Test func aWholeNumberLiesInItsRange() throws {
        let field = ApprovalField(name: "n", kind: .integer, least: -3, greatest: 5)
        for text in ["-3", "0", "5"] { #expect(try field.value(of: text) == text) }
        for text in ["-4", "6", "9223372036854775807", "9223372036854775808", "1.5", ""] {
            let error = #expect(throws: ApprovalFormError.self) { try field.value(of: text) }
            #expect(error?.description == "field 'n' takes a whole number from -3 to 5, not '\(text)'")
        }
    }

    @Test func aRangeMayBeOpen() throws {
        #expect(expectation(1, nil) == "a whole number of at least 1")
        #expect(expectation(nil, 9) == "a whole number of at most 9")
        #expect(expectation(nil, nil) == "a whole number")
        let field = ApprovalField(name: "n", kind: .integer, least: 1)
        #expect(try field.value(of: "9223372036854775807") == "9223372036854775807")
        #expect(throws: ApprovalFormError.self) { try field.value(of: "0") }
    }
}
