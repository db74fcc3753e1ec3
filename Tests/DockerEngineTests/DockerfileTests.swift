import Testing

@testable import DockerEngine

@Suite struct DockerfileTests {
    private func unsupported(_ text: String) -> [String] {
        Dockerfile(text).unsupported.map { "\($0.line) \($0.what)" }
    }

    @Test(arguments: [
        ("# syntax=docker/dockerfile:1\nFROM x\n", ["1 # syntax="]),
        ("#  Syntax = docker/dockerfile:1.7-labs\nFROM x\n", ["1 # syntax="]),
        ("# escape=`\n# syntax=x\nFROM x\n", ["2 # syntax="]),
        ("FROM x\nRUN <<EOF\nset -e\nEOF\nRUN true\n", ["2 RUN <<"]),
        ("FROM x\nRUN cat <<-\"EOF\" > /x\n\thello\n\tEOF\n", ["2 RUN <<"]),
        ("FROM x\r\nRUN <<EOF\r\necho\r\nEOF\r\n", ["2 RUN <<"]),
        ("FROM x\nCOPY <<one <<two /x/\n1\none\n2\ntwo\nADD --chmod=1 a b\n", ["2 COPY <<", "7 ADD --chmod"]),
        ("FROM x\nONBUILD RUN <<EOF\necho\nEOF\n", ["2 ONBUILD RUN <<".replacing("ONBUILD ", with: "")]),
        ("FROM x\nRUN --mount=type=cache,target=/c true\n", ["2 RUN --mount"]),
        ("FROM x\nrun --network=none --MOUNT=type=ssh true\n", ["2 RUN --network", "2 RUN --mount"]),
        ("FROM x\n\nCOPY --link --chmod=755 \\\n # a comment\n a /a\n", ["3 COPY --link", "3 COPY --chmod"]),
        ("FROM x\nCOPY --parents --exclude=*.o a b /\n", ["2 COPY --parents", "2 COPY --exclude"]),
        ("FROM x\nADD --checksum=sha256:0 https://x/y /y\n", ["2 ADD --checksum"]),
        ("FROM x\nADD https://github.com/moby/moby.git#main /src\n", ["2 ADD of a git repository"]),
        ("FROM x\nADD git@github.com:moby/moby.git /src\n", ["2 ADD of a git repository"]),
    ])
    func whatTakesBuildKitIsFound(_ text: String, _ found: [String]) {
        #expect(unsupported(text) == found)
    }

    /// What the classic builder does, however much it looks like the other.
    @Test(arguments: [
        "FROM --platform=linux/amd64 x AS y\nCOPY --from=y --chown=1:1 a /a\n",
        "FROM x\n# syntax=late\nRUN true\n", "FROM x\n# RUN --mount=type=cache true\n",
        "FROM x\nRUN echo $((1 <<2)) $((1<<2))\n", "FROM x\nRUN cat <<<hello\n",
        "FROM x\nRUN echo '<<EOF'\nRUN echo EOF\n",
        "FROM x\nRUN sh -c \"cat <<EOF\nEOF\n\"\n", "FROM x\nRUN [\"sh\", \"-c\", \"cat <<EOF\"]\n",
        "FROM x\nRUN echo --mount=type=cache\n", "FROM x\nCMD --mount\n", "FROM x\nENV A=--chmod\n",
        "# escape=`\nFROM x\nRUN echo `\n  --mount=x\n", "FROM x\nHEALTHCHECK --interval=1s CMD true\n",
        "FROM x\nADD https://example.com/a.tar.gz /\n", "FROM x\nADD app.git /srv/app.git\n", "", "\u{FEFF}FROM x\n",
    ])
    func whatDoesNotIsLeftAlone(_ text: String) {
        #expect(unsupported(text) == [])
    }

    @Test func platformsAreReportedWhereTheyAreRequested() {
        let dockerfile = Dockerfile("ARG BUILDPLATFORM\nFROM x\nARG TARGETARCH TARGETOS=plan9\nARG VERSION\n")
        #expect(
            dockerfile.platformArguments(system: "linux", architecture: "arm64")
                == ["BUILDPLATFORM": "linux/arm64", "TARGETARCH": "arm64"])
    }

    /// Images from elsewhere, and those of them that are others tomorrow.
    @Test(
        arguments: [
            ("FROM scratch\n", [:], ["scratch"], []),
            ("FROM nginx\n", [:], ["nginx"], ["nginx"]),
            ("FROM nginx:1.27 AS a\nFROM a\n", [:], ["nginx:1.27"], ["nginx:1.27"]),
            (
                "FROM r.example/a@\(digest) AS Base\nFROM base\nCOPY --from=BASE /a /a\nCOPY --from=0 /a /b\n", [:],
                ["r.example/a@\(digest)"], []
            ),
            ("FROM a:1@\(digest)\n", [:], ["a:1@\(digest)"], []), ("FROM \(digest)\n", [:], [digest], []),
            ("ARG BASE=nginx\nFROM $BASE\n", [:], ["nginx"], ["nginx"]),
            ("ARG BASE=nginx\nFROM ${BASE}\n", ["BASE": "a@\(digest)"], ["a@\(digest)"], []),
            ("ARG V\nFROM a:${V:-1}@\(digest)\n", [:], ["a:1@\(digest)"], []),
            ("FROM $BASE\n", ["BASE": "a@\(digest)"], [""], [""]),
            ("ARG A=a\nARG B=$A@\(digest)\nFROM \"$B\"\n", [:], ["a@\(digest)"], []),
            ("FROM --platform=linux/amd64 nginx\n", [:], ["nginx"], ["nginx"]),
            ("FROM scratch\nARG BASE=a@\(digest)\nFROM $BASE\n", [:], ["scratch", ""], [""]),
            ("FROM scratch\nCOPY --from=nginx /a /a\n", [:], ["scratch", "nginx"], ["nginx"]),
            ("FROM scratch\nONBUILD COPY --from=nginx /a /a\n", [:], ["scratch", "nginx"], ["nginx"]),
            ("FROM scratch\nCOPY --from=3 /a /a\n", [:], ["scratch", "3"], ["3"]),
            ("FROM later\nFROM scratch AS later\n", [:], ["later", "scratch"], ["later"]),
            ("from \\\n  nginx\n", [:], ["nginx"], ["nginx"]),
            ("FROM abcdef012345\n", [:], ["abcdef012345"], ["abcdef012345"]),
        ] as [(String, [String: String], [String], [String])])
    func imagesFromElsewhereAreNamed(
        _ text: String, _ arguments: [String: String], _ names: [String], _ loose: [String]
    ) {
        let images = Dockerfile(text).images(arguments: arguments)
        #expect(images.map(\.name) == names, "\(text)")
        #expect(images.filter { !$0.isPinned }.map(\.name) == loose, "\(text)")
    }

    private static let digest = "sha256:" + String(repeating: "a", count: 64)
}
