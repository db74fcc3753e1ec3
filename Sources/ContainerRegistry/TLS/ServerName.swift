package import NIOCore
import NIOSSL

/// Checks that a server's certificate is for the name that was requested.
///
/// NIO's own check is content with a certificate for the address the name led to, so that whoever has one for an
/// address could answer for every name. This one looks at the names alone, as RFC 9525 §6 and docker do.
package enum ServerName {
    /// A certificate that is for other names.
    package struct Mismatch: Error, Sendable, Hashable {
        package let name: String
        /// What the certificate is for.
        package let certified: [String]
    }

    /// Looks at a connection once TLS is established; one without TLS passes.
    package static func check(_ name: String) -> @Sendable (any Channel) -> EventLoopFuture<Void> {
        { channel in
            channel.nioSSL_peerCertificate()
                .flatMapErrorThrowing { error in
                    if error as? ChannelPipelineError == .notFound { return nil }
                    throw error
                }
                .flatMapThrowing { certificate in
                    guard let certificate else { return }
                    let names = names(in: certificate)
                    guard names.contains(where: { covers($0, name) }) else {
                        throw Mismatch(name: name, certified: names)
                    }
                }
        }
    }

    private static func names(in certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().filter { $0.nameType == .dnsName }
            .map { name in name.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
    }

    /// Whether a certificate's name is this one; `*` stands for the whole first part of a name, and for nothing else.
    static func covers(_ pattern: String, _ name: String) -> Bool {
        func parts(_ text: String) -> [Substring] {
            (text.hasSuffix(".") ? text.dropLast() : text[...]).lowercased()
                .split(separator: ".", omittingEmptySubsequences: false).map { Substring($0) }
        }
        let (wanted, found) = (parts(pattern), parts(name))
        guard wanted.count == found.count, wanted.first?.isEmpty == false else { return false }
        if wanted == found { return true }
        return wanted[0] == "*" && wanted.count > 2 && wanted.dropFirst() == found.dropFirst() && !found[0].isEmpty
    }
}
