import Testing

@testable import DatabaseBackup

@Suite struct ConnectionStringTests {
    @Test func everyValueIsQuoted() {
        let source = PostgresSource(
            server: .tcp(host: "db.internal", port: 5433), database: "a'b\\c host=evil", user: "backup",
            password: .value("never here"), tls: .verifyFull, tlsRootCertificate: "/etc/ca.pem")
        let text = ConnectionString(source, connectTimeout: .seconds(10)).description
        #expect(
            text == """
                host='db.internal' port='5433' user='backup' dbname='a\\'b\\\\c host=evil' sslmode='verify-full' \
                connect_timeout='10' application_name='moondock' sslrootcert='/etc/ca.pem'
                """)
    }

    @Test func quoteThatCarriesAnAccentIsEscaped() {
        #expect("'\u{301}".escaping("'", "\\") == "\\'\u{301}")
    }

    @Test func passwordFileEscapesItsSeparators() throws {
        #expect(try PasswordFile.contents(password: "a:b\\c") == "*:*:*:*:a\\:b\\\\c\n")
    }
}
