/// The same requests as a shell script around curl: create, start, ask until it answers.
struct CurlRequests {
    let socket: String
    let image: String
    let ports: [Int]

    /// How long to wait between two questions.
    static let pause = Duration.milliseconds(10)

    var text: String {
        """
        up() {
            curl -fsS -o /dev/null --unix-socket '\(socket)' -H 'Content-Type: application/json' \\
                "http://engine/v1.41/containers/create?name=moondock-benchmark-$1" -d '{
                "Image": "\(image)", "Labels": {"\(SuiteEngine.label)": "1"},
                "ExposedPorts": {"8080/tcp": {}},
                "HostConfig": {"PortBindings": {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": "'$1'"}]}}}' &&
            curl -fsS --unix-socket '\(socket)' -X POST \\
                "http://engine/v1.41/containers/moondock-benchmark-$1/start" || exit 1
            until curl -fs -o /dev/null "http://127.0.0.1:$1/"; do sleep 0.01; done
        }
        for port in \(ports.map(String.init).joined(separator: " ")); do up $port & jobs="$jobs $!"; done
        for job in $jobs; do wait $job || exit 1; done
        """
    }
}
