import NIOSSL
import TextSafety

/// What went wrong while a connection was secured, in words: the library's own errors hold paths of its source.
package struct TLSFailure: Sendable, Hashable {
    /// A clause to follow “the TLS handshake failed”.
    package let reason: String
    /// Whether the other side does not speak TLS at all.
    package let isPlainText: Bool

    /// Nil for an error that has nothing to do with TLS.
    package init?(_ error: any Error) {
        if let mismatch = error as? ServerName.Mismatch {
            let names = mismatch.certified.map { SafeText.line($0, limit: 80) }.joined(separator: ", ")
            self.init("its certificate is not for \(mismatch.name)" + (names.isEmpty ? "" : " but for \(names)"))
        } else if let error = error as? NIOSSLExtraError {
            self.init(error == .failedToValidateHostname ? "its certificate is for another name" : Self.word(error))
        } else if let error = error as? NIOSSLError {
            switch error {
            case .handshakeFailed(let cause): self.init(cause)
            case .unableToValidateCertificate, .noCertificateToValidate:
                self.init("its certificate cannot be checked")
            case .failedToLoadCertificate, .failedToLoadPrivateKey, .noSuchFilesystemObject:
                self.init("a certificate or key cannot be read")
            default: self.init("the connection was closed in the middle of it")
            }
        } else if let error = error as? BoringSSLError {
            self.init(error)
        } else {
            return nil
        }
    }

    private init(_ reason: String, isPlainText: Bool = false) {
        self.reason = reason
        self.isPlainText = isPlainText
    }

    private init(_ error: BoringSSLError) {
        guard case .sslError(let stack) = error, !stack.isEmpty else {
            self.init("the connection was closed in the middle of it")
            return
        }
        let text = stack.map(\.description).joined(separator: "\n")
        for (token, reason) in Self.reasons where text.contains(token) {
            self.init(reason, isPlainText: Self.plainText.contains(token))
            return
        }
        self.init(Self.token(in: text).map { $0.lowercased().replacing("_", with: " ") } ?? "TLS was not agreed upon")
    }

    private static let plainText = [
        "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_MESSAGE", "EOF during handshake",
    ]

    private static let reasons: [(token: String, reason: String)] = [
        (
            "CERTIFICATE_VERIFY_FAILED",
            "its certificate has expired, or no authority that is trusted here has signed it"
        ),
        ("WRONG_VERSION_NUMBER", "what listens there does not speak TLS"),
        ("HTTP_REQUEST", "what listens there does not speak TLS"),
        ("UNSUPPORTED_PROTOCOL", "it speaks only versions of TLS before 1.2"),
        ("PROTOCOL_VERSION", "it speaks only versions of TLS before 1.2"),
        ("NO_SHARED_CIPHER", "the two sides know no cipher in common"),
        ("HANDSHAKE_FAILURE", "it does not agree to the versions and ciphers offered, or wants another certificate"),
        ("UNKNOWN_CA", "it does not accept the certificate it was shown"),
        ("CERTIFICATE_UNKNOWN", "it does not accept the certificate it was shown"),
        ("BAD_CERTIFICATE", "it does not accept the certificate it was shown"),
        ("CERTIFICATE_REQUIRED", "it wants a certificate of its clients"),
        ("KEY_VALUES_MISMATCH", "the certificate and the key do not belong together"),
        ("EOF during handshake", "the connection was closed in the middle of it"),
    ]

    /// The library's word for what is not in the list: `error:1000…:SSL routines:OPENSSL_internal:SOME_REASON at …`.
    private static func token(in text: String) -> Substring? {
        guard let start = text.firstRange(of: "OPENSSL_internal:")?.upperBound else { return nil }
        let token = text[start...].prefix { $0.isUppercase || $0.isNumber || $0 == "_" }
        return token.isEmpty ? nil : token
    }

    private static func word(_ error: NIOSSLExtraError) -> String {
        error == .serverHostnameImpossibleToMatch
            ? "the host's name has characters that no certificate can be for" : "TLS was not agreed upon"
    }
}
