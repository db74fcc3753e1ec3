import Testing

@testable import DockerEngine

@Suite struct PathCleaningTests {
    @Test(arguments: [
        ("", "."), (".", "."), ("/", "/"), ("//", "/"), ("a/", "a"), ("a//b", "a/b"), ("./a/./b", "a/b"),
        ("a/../b", "b"), ("..", ".."), ("../a", "../a"), ("a/../..", ".."), ("../../a", "../../a"), ("/..", "/"),
        ("/../a", "/a"), ("a/b/../../..", ".."), ("/a/b/../c", "/a/c"),
    ])
    func cleansAsGoDoes(_ path: String, _ expected: String) {
        #expect(PathCleaning.clean(path) == expected)
    }
}
