import Testing

@testable import DatabaseBackup

@Suite struct ConnectionStringTests {
    @Test func everyValueIsQuoted() {
        let source = PostgresSource(
            server: .tcp(host: "db.internal", port: 5433), database: "a'b\\c host=evil", user: "backup",
            password: .value("never here"),
            tls: PostgresTLS(mode: .verifyFull, rootCertificate: "/etc/ca.pem", certificate: "/c", key: "/k"))
        let text = ConnectionString(source, connectTimeout: .seconds(10)).description
        #expect(
            text == """
                host='db.internal' port='5433' user='backup' dbname='a\\'b\\\\c host=evil' connect_timeout='10' \
                application_name='moondock' sslmode='verify-full' sslrootcert='/etc/ca.pem' sslcert='/c' sslkey='/k'
                """)
    }

    @Test func quoteThatCarriesAnAccentIsEscaped() {
        #expect("'\u{301}".escaping("'", "\\") == "\\'\u{301}")
    }

    @Test func passwordFileEscapesItsSeparators() throws {
        #expect(try PasswordFile.contents(password: "a:b\\c") == "*:*:*:*:a\\:b\\\\c\n")
    }
}
