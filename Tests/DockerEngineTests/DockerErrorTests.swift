import NIOCore
import Testing

@testable import DockerEngine

/// The daemon's sentences are those of Engine 20.10.24.
@Suite struct DockerErrorTests {
    @Test(arguments: [
        (404, "No such image: app:1", DockerError.Code.imageNotFound),
        (404, "No such container: web", .notFound),
        (500, "container 0c1 does not exist in database: no such container", .notFound),
        (
            409, #"Conflict. The container name "/web" is already in use by container "0c1". You have to remove it."#,
            .nameInUse
        ),
        (409, "cannot kill container: web: container is not running", .conflict),
        (
            500,
            "driver failed programming external connectivity on endpoint web: Bind for 0.0.0.0:80 failed: port is already allocated",
            .portInUse
        ),
        (500, "Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use", .portInUse),
        (
            400,
            #"failed to create shim task: OCI runtime create failed: runc create failed: exec: "x": executable file not found in $PATH: unknown"#,
            .commandNotStartable
        ),
        (
            500,
            "failed to create shim task: OCI runtime create failed: error mounting /a: no such file or directory: unknown",
            .engineFailed
        ),
        (400, "dockerfile parse error line 1: unknown instruction: FORM", .dockerfileInvalid),
        (400, "invalid reference format", .badRequest),
        (500, "something broke", .engineFailed),
        (401, "no", .unauthorized),
    ])
    func theDaemonsAnswersAreDistinguished(_ status: Int, _ message: String, _ code: DockerError.Code) throws {
        let escaped = message.replacing("\"", with: "\\\"")
        let error = DockerError.response(
            status: status, body: ByteBuffer(string: #"{"message":"\#(escaped)"}"#), operation: "start container “web”",
            endpoint: .standardSocket)
        #expect(error.code == code)
        #expect(error.status == status)
        #expect(error.message == message)
        #expect(error.description == "cannot start container “web” at unix:///var/run/docker.sock: \(message)")
    }

    @Test(arguments: ["", " \n", "{\"message\":\"\"}", "{\"message\":\" \"}"])
    func anAnswerThatSaysNothingIsSaidToDoSo(_ body: String) throws {
        let error = DockerError.response(
            status: 500, body: ByteBuffer(string: body), operation: "try", endpoint: try DockerEndpoint("unix:///s"))
        #expect(error.message == "the engine answered with status 500 and no explanation")
    }

    @Test func answersThatAreNoJSONAreShownAsTheyAre() {
        let plain = DockerError.response(
            status: 400, body: ByteBuffer(string: "no such thing.\n"), operation: "x", endpoint: .standardSocket)
        #expect(plain.message == "no such thing.")
        let empty = DockerError.response(status: 502, body: ByteBuffer(), operation: "x", endpoint: .standardSocket)
        #expect(empty.message.contains("502"))
    }

    @Test func aPortThatSpeaksTLSIsSaidToDoSo() {
        let error = DockerError.response(
            status: 400, body: ByteBuffer(string: "Client sent an HTTP request to an HTTPS server.\n"), operation: "x",
            endpoint: .standardSocket)
        #expect(error.code == .tlsFailed)
        #expect(error.message.contains("DOCKER_TLS_VERIFY"))
    }
}
