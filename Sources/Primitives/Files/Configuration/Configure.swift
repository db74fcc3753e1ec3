import ConfigurationFiles
public import LuaValues
public import RecipeLibraries
public import Recipes
import RootedFiles
import Threads

/// `configure`: changes values in a configuration file of the project.
public struct Configure: Primitive {
    static let file = PrimitiveOption<String>.required("file", .name, "the file, from the project's folder on")
    static let set = PrimitiveOption<[String: SettingValue]>.required(
        "set", .dictionary(of: .setting),
        "the values by their keys. Names inside of each other are joined by ':', as in \"ConnectionStrings:Shop\", and "
            + "items of a list are numbers from 0. In XML: \"appSettings:NAME\", \"connectionStrings:NAME\", "
            + "\"applicationSettings:SECTION:NAME\", or a path such as "
            + "\"/configuration/system.web/compilation/@debug\" or \"/server/connector[@port='80']/@timeout\". "
            + "Numbers, booleans and texts stay what they are where the format distinguishes them")
    static let isCreating = PrimitiveOption<Bool>.defaulted(
        "create", .boolean, false, "whether a key that is not there is added; else it is an error")
    static let format = PrimitiveOption<ConfigurationFormat?>.optional(
        "format", .configurationFormat, "what the file is, where its name does not say")
    static let isPrivate = PrimitiveOption<Bool>.defaulted(
        "private", .boolean, false, "whether only its owner may read it from then on; else its mode stays")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "configure",
        summary:
            "Changes values in a JSON, XML, YAML, .properties, .ini or .env file of the project: only the bytes of "
            + "the values, whole or not at all.",
        options: [file.erased, set.erased, isCreating.erased, format.erased, isPrivate.erased], positional: "file",
        returns:
            "{ path, changed, changes }: whether anything was, and for each key { key, change, line }, where change "
            + "is \"replaced\", \"created\" or \"unchanged\"",
        inDoubt: .idempotent, grant: .filesWrite)

    /// The file.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "file") ?? ""] }

    /// Reading and writing: what is wrong with a key says which there are.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        [Grant.Name.filesRead, .filesWrite].map { GrantRequest($0, options.text(of: "file") ?? "") }
    }

    /// A file whose name does not say what it is.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? {
        guard let file = call["file"].string, call.isKnown("format"), call["format"] == .nil,
            ConfigurationFormat(fileName: file) == nil
        else { return nil }
        return Self.unknownFormat(file)
    }

    /// How many values were changed.
    public func summary(of result: LuaValue) -> String? {
        guard let changes = result["changes"].table?.items else { return nil }
        let changed = changes.filter { $0["change"].string != ConfigurationChange.Kind.unchanged.rawValue }.count
        return changed == changes.count ? "\(changed) changed" : "\(changed) of \(changes.count) changed"
    }

    /// Changes the file.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let edit = try edit(options, step)
        let isPrivate = try options[Self.isPrivate]
        let record = ChangeRecord(step)
        let mark = step.draftMark
        let changes = try await BlockingWork.value {
            var changes: [ConfigurationChange] = []
            try edit.file.edit(
                limit: ConfigurationFile.largestSize, access: isPrivate ? .owner : .kept, mark: mark
            ) { bytes in
                let (after, found) = try edit.apply(to: bytes)
                // What an attempt before this one has changed is changed by this step.
                let earlier = record.read()
                changes = found.map { $0.kind == .unchanged ? $0.being(earlier[$0.key] ?? .unchanged) : $0 }
                guard after != bytes || isPrivate else { return nil }
                if after != bytes { try record.write(changes) }
                return after
            }
            return changes
        }
        step.whenRecorded { record.remove() }
        return result(edit.file, changes)
    }

    /// Removes a draft; a file that was written stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let edit = try edit(options, step)
        let record = ChangeRecord(step)
        let mark = step.draftMark
        let changes = try await BlockingWork.value { () -> [ConfigurationChange]? in
            edit.file.discardDraft(mark: mark)
            let earlier = record.read()
            guard !earlier.isEmpty, let bytes = try? edit.file.read(limit: ConfigurationFile.largestSize),
                let found = try? edit.apply(to: bytes).changes, found.allSatisfy({ $0.kind == .unchanged })
            else { return nil }
            return found.map { $0.being(earlier[$0.key] ?? .unchanged) }
        }
        step.whenRecorded { record.remove() }
        return changes.map { .done(result(edit.file, $0)) } ?? .undone
    }

    private func edit(_ options: OptionValues, _ step: StepContext) throws -> ConfigurationEdit {
        let path = try options[Self.file]
        let file = try ProjectFile(path, of: step.run.project, protected: step.authority.protected)
        guard let format = try options[Self.format] ?? ConfigurationFormat(fileName: path) else {
            let error = Self.unknownFormat(path)
            throw StepError(
                code: "invalid_option", "configure: \(error.message)", hint: error.hint, fields: ["option": "format"])
        }
        var values: [String: ConfigurationValue] = [:]
        for (key, value) in try options[Self.set] { values[key] = try value.open(with: step.run.secrets) }
        return ConfigurationEdit(
            file: file, format: format, values: values, isCreating: try options[Self.isCreating])
    }

    private func result(_ file: ProjectFile, _ changes: [ConfigurationChange]) -> LuaValue {
        let list = changes.map { change -> LuaValue in
            [
                "key": .string(change.key), "change": .string(change.kind.rawValue),
                "line": .integer(Int64(change.line)),
            ]
        }
        return [
            "path": .string(file.path), "changed": .bool(changes.contains { $0.kind != .unchanged }),
            "changes": .list(list),
        ]
    }

    private static func unknownFormat(_ file: String) -> OptionError {
        OptionError(
            "the name of '\(file)' does not say what the file is", option: "file",
            hint: "add format = \"json\", \"xml\", \"yaml\", \"properties\", \"ini\" or \"env\"")
    }
}

/// What is to be changed in a file.
private struct ConfigurationEdit: Sendable {
    let file: ProjectFile
    let format: ConfigurationFormat
    let values: [String: ConfigurationValue]
    let isCreating: Bool

    func apply(to bytes: [UInt8]) throws(StepError) -> (bytes: [UInt8], changes: [ConfigurationChange]) {
        do throws(ConfigurationError) {
            let (after, changes) = try ConfigurationFile(bytes, format: format).setting(values, creating: isCreating)
            return (after.bytes, changes)
        } catch {
            throw StepError(error, in: file.path, of: "configure")
        }
    }
}

extension OptionType where Value == ConfigurationFormat {
    fileprivate static let configurationFormat = OptionType<String>.enumeration(
        "json", "xml", "yaml", "properties", "ini", "env"
    ).map { name, path throws(OptionError) in
        guard let format = ConfigurationFormat(rawValue: name) else {
            throw .mismatch(.string(name), path, expected: "a format")
        }
        return format
    }
}
