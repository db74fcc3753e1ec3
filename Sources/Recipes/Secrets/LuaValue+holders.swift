import LuaValues

extension LuaValue {
    /// The value as a library gets it that has requested it: secrets in it are its own, and open only what it may open.
    /// Those that the recipe hands to a library carry no such mark.
    func held(by library: String?) -> LuaValue {
        guard let library else { return self }
        switch self {
        case .table(let table):
            return .table(
                LuaTable(
                    items: table.items.map { $0.held(by: library) },
                    fields: table.fields.mapValues { $0.held(by: library) }))
        case .handle(var handle) where handle.kind == "secret" && handle["library"] == .nil:
            handle.fields["library"] = .string(library)
            return .handle(handle)
        default: return self
        }
    }

    /// The value without those marks, which are not a part of what a step is asked to do.
    var withoutHolders: LuaValue {
        switch self {
        case .table(let table) where table.hasSecrets:
            return .table(
                LuaTable(items: table.items.map(\.withoutHolders), fields: table.fields.mapValues(\.withoutHolders)))
        case .handle(var handle) where handle.kind == "secret":
            handle.fields = LuaTable(
                items: handle.fields.items,
                fields: handle.fields.fields.filter { $0.key != "library" }.mapValues(\.withoutHolders))
            return .handle(handle)
        default: return self
        }
    }

    /// The secrets in the value: their names, and the library whose own they are.
    var secrets: [(name: String, library: String?)] {
        switch self {
        case .table(let table): return (table.items + table.fields.values).flatMap(\.secrets)
        case .handle(let handle) where handle.kind == "secret":
            if let parts = handle["parts"].table { return parts.items.flatMap(\.secrets) }
            return handle["name"].string.map { [($0, handle["library"].string)] } ?? []
        default: return []
        }
    }
}

extension LuaTable {
    fileprivate var hasSecrets: Bool {
        items.contains(where: \.hasSecrets) || fields.values.contains(where: \.hasSecrets)
    }
}

extension LuaValue {
    fileprivate var hasSecrets: Bool {
        switch self {
        case .table(let table): table.hasSecrets
        case .handle(let handle): handle.kind == "secret"
        default: false
        }
    }
}
