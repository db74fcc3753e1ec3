public import Foundation
import LuaValues
public import RecipeLibraries
public import Recipes

extension RunCommand {
    /// The program that is run, as the call names it.
    func program(_ options: OptionValues) -> String { (try? options[Self.command])??.first ?? "/bin/sh" }

    /// The program, each variable it is given, and the folder it runs in.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        if let host = (try? options[Self.host]) ?? nil { return self.requests(on: host, options) }
        guard let project else { return [GrantRequest(.runCommand, nil)] }
        let name = program(options)
        var requests = [Self.request(name, in: project)]
        for variable in ((try? options[Self.env]) ?? [:]).keys.sorted() where !EnvironmentName.isHarmless(variable) {
            requests.append(Self.request(name, given: variable, in: project))
        }
        let folder = project.named((try? options[Self.cwd]) ?? ".")
        if folder != "." { requests.append(.folder(.filesRead, folder)) }
        return requests
    }

    /// A folder outside of the project.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? {
        if options.has(Self.host) { return nil }
        return (try? options[Self.cwd]).flatMap { policy.violation(ofPath: $0, in: Project(root: root)) }
    }

    /// The right to run a program: the very file that the grant means.
    private static func request(_ name: String, in project: Project) -> GrantRequest {
        let program = ProgramPath(name, in: project)
        return GrantRequest(.runCommand, name) { grant in
            guard let argument = grant.argument else { return true }
            // What is not there is reported as such, and not as something that is not granted.
            guard let program else { return argument == name }
            guard ProgramPath(argument, in: project) == program else { return false }
            return grant.digest == nil || grant.digest == program.digest
        }
    }

    /// The right to give a variable to it.
    private static func request(_ name: String, given variable: String, in project: Project) -> GrantRequest {
        let program = request(name, in: project)
        return GrantRequest(.runCommand, "\(name) env:\(variable)") { grant in
            guard program.isCovered(by: grant), !EnvironmentName.decidesWhatRuns(variable) else { return false }
            return grant.argument == nil || grant.variables.contains(variable)
        }
    }

    /// The file to run for a library: what it was granted, wherever the call would have it looked for.
    /// - Returns: `nil` for the project's own code, which names programs as a shell does.
    /// - Throws: `StepError` where the file is not the granted one any more.
    func granted(_ options: OptionValues, in step: StepContext) throws(StepError) -> String? {
        guard step.authority.library != nil else { return nil }
        let name = program(options)
        try step.authority.check(Self.request(name, in: step.run.project))
        // Never by the folder it runs in: that would be another program of the same name.
        guard let program = ProgramPath(name, in: step.run.project) else {
            throw StepError(
                code: "command.not_found", "there is no program \(name)",
                hint: "for a library a name is one of the system's programs, and a path begins at the project's folder",
                fields: ["option": "command"])
        }
        return program.path
    }
}
