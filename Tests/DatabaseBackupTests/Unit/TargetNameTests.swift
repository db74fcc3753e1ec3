import Testing

@testable import DatabaseBackup

@Suite struct TargetNameTests {
    @Test(arguments: [
        ("shop", "shop"), ("my shop", "my-shop"), ("Shop_2.old", "Shop_2.old"), ("-x-", "x"),
        ("del-shop", "db-del-shop"),
        ("café", "caf"), ("数据库", "postgres"), ("", "postgres"), ("..", "postgres"), ("a/b\\c", "a-b-c"),
        (String(repeating: "a", count: 70), String(repeating: "a", count: 64)),
    ])
    func everyNameGivesOne(_ name: String, _ made: String) {
        #expect(TargetName.made(of: name, fallback: "postgres") == made)
        #expect(TargetName.isAcceptable(made))
    }

    @Test func databasesAreNamedAfterThemselves() {
        #expect(BackupTarget(SQLiteSource(path: "/data/my shop.sqlite")).id == "my-shop")
        #expect(
            BackupTarget(PostgresSource(server: .tcp(host: "h", port: 1), database: "My Shop", user: "u")).id
                == "My-Shop")
    }
}
