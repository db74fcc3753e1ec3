import DatabaseBackup
import Foundation
import Testing

@testable import DatabaseBackup

@Suite struct PostgresTLSTests {
    private func text(_ tls: PostgresTLS, isKnown: Bool = false) -> String {
        tls.parameters(isKnown: isKnown).map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }

    @Test func nothingSaidPrefersTLSAndKeepsToIt() {
        #expect(text(PostgresTLS()) == "sslmode=prefer")
        #expect(text(PostgresTLS(), isKnown: true) == "sslmode=require")
        #expect(text(PostgresTLS(mode: .allow), isKnown: true) == "sslmode=require")
        #expect(text(PostgresTLS(mode: .disable), isKnown: true) == "sslmode=disable")
        #expect(text(PostgresTLS(mode: .verifyFull), isKnown: true) == "sslmode=verify-full")
    }

    @Test func whoTrustsTheMachineChecksTheName() {
        let parameters = text(PostgresTLS(rootCertificate: "system"))
        #expect(parameters.hasPrefix("sslmode=verify-full sslrootcert=/"), "\(parameters)")
        #expect(
            text(PostgresTLS(mode: .verifyAuthority, rootCertificate: "/ca")) == "sslmode=verify-ca sslrootcert=/ca")
    }

    @Test func variablesFillInWhatIsNotSaid() throws {
        let environment = [
            "HOME": "/nonexistent", "PGSSLMODE": "verify-ca", "PGSSLROOTCERT": "/v/root", "PGSSLCERT": "/v/cert",
            "PGSSLKEY": "/v/key", "PGSSLCRL": "/v/crl",
        ]
        #expect(
            try PostgresTLS().completed(from: environment)
                == PostgresTLS(
                    mode: .verifyAuthority, rootCertificate: "/v/root", certificate: "/v/cert", key: "/v/key",
                    revocations: "/v/crl"))
        let own = PostgresTLS(mode: .require, rootCertificate: "/r", certificate: "/c", key: "/k", revocations: "/l")
        #expect(try own.completed(from: environment) == own)
        #expect(
            try PostgresTLS(certificate: "/c").completed(from: environment).key == nil,
            "a key belongs to the certificate it is named with")
        #expect(try PostgresTLS().completed(from: ["HOME": "/nonexistent", "PGSSLMODE": ""]) == PostgresTLS())
    }

    @Test func filesOfTheUserAreFound() throws {
        let home = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: home.path + "/.postgresql", withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: home.path + "/.postgresql/root.crt"))
        let tls = try PostgresTLS().completed(from: ["HOME": home.path])
        #expect(tls == PostgresTLS(rootCertificate: home.path + "/.postgresql/root.crt"))
    }

    @Test func aModeThatThereIsNotIsNamed() {
        let error = #expect(throws: BackupError.self) { try PostgresTLS().completed(from: ["PGSSLMODE": "always"]) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("PGSSLMODE") == true && error?.message.contains("always") == true)
    }
}
