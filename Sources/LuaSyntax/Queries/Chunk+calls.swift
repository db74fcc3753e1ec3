extension Chunk {
    /// All calls of the chunk in the order of their first byte, outer calls before inner ones.
    /// - Parameter scopes: The chunk's resolution.
    public func calls(_ scopes: ScopeResolution) -> [CallSite] {
        var sites: [CallSite] = []
        block.walk { node in
            guard case .expression(.call(let call)) = node else { return }
            let path = call.calleePath
            sites.append(CallSite(expression: call, root: path.first.flatMap(scopes.use(of:)), path: path))
        }
        return sites
    }
}

extension CallExpression {
    /// The names of a callee that is a variable with fields; empty for any other.
    public var calleePath: [Identifier] {
        var path: [Identifier] = []
        for link in chain.links[..<chain.position] {
            switch link.step {
            case .root(.name(let name)), .member(let name): path.append(name)
            default: return []
            }
        }
        return path
    }
}
