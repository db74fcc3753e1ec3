import DockerEngineTestSupport
import Foundation
import Testing

/// Values that are put into configuration files before these go into an image.
@Suite(.timeLimit(.minutes(20))) struct ConfigurationTests {
    private static let settings = """
        {
          // Replaced when it is deployed.
          "ConnectionStrings": { "Shop": "Server=localhost" },
          "Level": "Debug"
        }

        """

    @Test func valuesAreReplacedBeforeTheFilesGoIntoTheImage() async throws {
        try await SampleProject.with { project in
            try project.write("app/appsettings.json", Self.settings)
            try project.write("app/nginx.conf.template", "server_name ${name};\n")
            try project.write(
                "app/Dockerfile", "FROM \(project.fixture.image)\nCOPY appsettings.json nginx.conf /app/\n")
            try project.recipe(
                """
                configure { "app/appsettings.json", set = {
                  ["ConnectionStrings:Shop"] = secret "connection", Level = "Warning" } }
                render { "app/nginx.conf.template", to = "app/nginx.conf", with = { name = "shop.example" } }
                local image = docker_build { context = "app", tag = "\(project.site):configured" }
                local shown = docker_run { name = "\(project.site)-show", image = image, wait = "exit",
                  command = { "cat", "/app/appsettings.json", "/app/nginx.conf" } }
                log(shown.output)
                """)
            let value = "Server=db;Password=\"p\\q\""
            let outcome = try await project.runMain(environment: ["MOONDOCK_SECRET_connection": value])
            #expect(outcome.code == 0, "\(outcome)")
            let expected = Self.settings.replacingOccurrences(
                of: "\"Server=localhost\"", with: #""Server=db;Password=\"p\\q\"""#
            ).replacingOccurrences(of: "Debug", with: "Warning")
            #expect(try String(contentsOfFile: project.root + "/app/appsettings.json", encoding: .utf8) == expected)
            #expect(outcome.output.contains("server_name shop.example;"), "\(outcome.output)")
            #expect(outcome.output.contains("Warning") && !outcome.output.contains("Password"), "\(outcome.output)")
        }
    }
}
