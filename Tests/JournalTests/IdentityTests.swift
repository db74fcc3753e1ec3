import Journal
import Testing

@Suite struct IdentityTests {
    @Test func groupsAndUsersAreNamedAlike() {
        let ada = Identity(user: "ada", groups: ["dev"])
        #expect(ada.isNamed(in: []))
        #expect(ada.isNamed(in: ["ada"]))
        #expect(ada.isNamed(in: ["dev"]))
        #expect(!ada.isNamed(in: ["ops", "bob"]))
    }
}
