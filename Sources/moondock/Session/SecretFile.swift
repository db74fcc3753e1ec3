import Foundation
import Recipes

/// A file that holds a secret's value.
struct SecretFile {
    private let path: String

    init(_ path: String) { self.path = path }

    /// The value. A line break at its end, as editors and `echo` put it there, is no part of it.
    /// - Throws: `StepError`, without the value.
    func value() throws -> String {
        // Not only of files: a shell gives a pipe for <(command).
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() ?? Data() else {
            throw StepError(code: "secret.unreadable", "cannot read \(path), the file of a secret")
        }
        var bytes = Array(data)
        if bytes.last == 10 { bytes.removeLast() }
        if bytes.last == 13, bytes.count < data.count { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StepError(
                code: "secret.no_text", "\(path), the file of a secret, is no UTF-8 text",
                hint: "write it as base64, and decode it where it is used")
        }
        return text
    }
}
