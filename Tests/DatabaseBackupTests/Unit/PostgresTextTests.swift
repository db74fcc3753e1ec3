import Testing

@testable import DatabaseBackup

@Suite struct PostgresTextTests {
    @Test(arguments: [
        ("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", 15), ("pg_dump (PostgreSQL) 18beta1", 18),
        ("pg_dump (PostgreSQL) 9.6.24", 9),
    ])
    func toolVersions(line: String, major: Int) {
        #expect(PostgresVersion(toolLine: line)?.major == major)
    }

    @Test func tableOfContentsIsCountedByKind() {
        let list = """
            ;
            ; Archive created at 2026-03-01 14:25:30 UTC
            ;     TOC Entries: 14
            ;
            215; 1259 16389 TABLE public customer postgres
            216; 1259 16395 TABLE public TABLE DATA postgres
            3342; 0 16389 TABLE DATA public customer postgres
            217; 1259 16400 VIEW public debtor postgres
            218; 1259 16403 SEQUENCE public customer_id_seq postgres
            3350; 0 0 SEQUENCE SET public customer_id_seq postgres
            """
        let contents = PostgresContents(list: list)
        #expect(contents.entries == 14)
        #expect(
            contents.counts == [
                "toc_entries": 14, "tables": 2, "table_data": 1, "views": 1, "sequences": 1, "sequence_values": 1,
            ])
    }

    @Test(arguments: [
        ("FATAL:  password authentication failed for user \"u\"", BackupError.Code.auth),
        ("FATAL:  database \"x\" does not exist", .notFound), ("FATAL:  role \"x\" does not exist", .auth),
        ("connection to server failed: Connection refused", .unreachable), ("FATAL:  пароль не подошёл", .dumpFailed),
    ])
    func connectionFailures(line: String, code: BackupError.Code) {
        let source = PostgresSource(server: .tcp(host: "h", port: 1), database: "d", user: "u")
        let result = ToolResult(status: 2, bytes: 0, diagnostics: [line])
        #expect(PostgresDiagnosis.connectionFailure(result, source: source).code == code)
    }
}
