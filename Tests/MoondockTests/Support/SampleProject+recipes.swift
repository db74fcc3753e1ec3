import DockerEngineTestSupport

extension SampleProject {
    /// A step that runs the site: a web server whose page says the version.
    /// - Parameter options: further options, each with its comma.
    func runSite(_ version: String, on host: Int = 1, _ options: String = "") -> String {
        """
        docker_run {
          host = "web-\(host)", name = "\(site)", image = "\(fixture.image)", ports = { "8080:8080" }, replace = true,
          command = { "sh", "-c", "echo \(version) > /www/index.html; echo starting \(version); exec httpd -f -p 8080" },
          healthy = { http = "/", within = "10m" }, stop_timeout = "1s", \(options)
        }

        """
    }

    /// A step that runs a site which never has the page it looks for.
    func runBrokenSite(on host: Int = 1, within: String = "2s") -> String {
        """
        docker_run {
          host = "web-\(host)", name = "\(site)", image = "\(fixture.image)", ports = { "8080:8080" }, replace = true,
          command = { "sh", "-c", "echo no database here; exec httpd -f -p 8080" },
          healthy = { http = "/healthz", within = "\(within)" }, stop_timeout = "1s",
        }

        """
    }

    /// The folder of an image that needs no network: `apps/web`.
    func writeApplication(_ dockerfile: String? = nil) throws {
        try write(
            "apps/web/Dockerfile",
            dockerfile ?? """
                FROM \(fixture.image)
                ARG VERSION
                RUN ["/bin/sh", "-c", "echo building $VERSION; echo $VERSION > /www/index.html; echo ok > /www/healthz"]
                CMD ["/bin/httpd", "-f", "-v", "-p", "8080", "-h", "/www"]
                STOPSIGNAL SIGKILL

                """)
    }

    /// A small SQLite database at `data/shop.sqlite`.
    func writeDatabase(rows: Int = 100) async throws {
        try write("data/.keep", "")
        let sql = """
            CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT NOT NULL);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
            INSERT INTO orders SELECT i, hex(randomblob(200)) FROM n;
            """
        _ = try await Program.run(
            "/usr/bin/sqlite3", ["data/shop.sqlite", sql], in: root, environment: [:]
        ) { _ in }
    }

    /// A step that backs that database up.
    var backUp: String { "backup_db { database = { engine = \"sqlite\", path = \"data/shop.sqlite\" } }\n" }
}
