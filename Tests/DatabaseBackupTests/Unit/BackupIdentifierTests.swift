import Foundation
import Testing

@testable import DatabaseBackup

@Suite struct BackupIdentifierTests {
    @Test func targetIsReadBackExactly() throws {
        let time = Date(timeIntervalSince1970: 1_772_375_130)
        for target in ["app", "app-staging", "a.b_c-20260101T000000Z-abcdef"] {
            let identifier = BackupIdentifier(target: target, at: time)
            #expect(BackupIdentifier(text: identifier.text)?.target == target)
            #expect(identifier.text.hasPrefix(target + "-20260301T142530Z-"))
        }
    }

    @Test(arguments: ["app", "app-20260301T142530Z", "app-20260301T142530Z-XYZ123", "../x-20260301T142530Z-abcdef"])
    func otherNamesAreNone(text: String) {
        #expect(BackupIdentifier(text: text) == nil)
    }
}
