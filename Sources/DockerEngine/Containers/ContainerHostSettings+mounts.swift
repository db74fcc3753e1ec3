extension ContainerHostSettings.Mount {
    init(_ mount: ContainerMount) {
        target = mount.target
        isReadOnly = mount.isReadOnly ? true : nil
        switch mount.source {
        case .bind(let path):
            type = "bind"
            source = path
            bind = mount.propagation.map { Bind(propagation: $0.rawValue) }
        case .volume(let name):
            type = "volume"
            source = name
            volume = mount.copiesImage ? nil : Volume(skipsCopy: true)
        case .memory(let size):
            type = "tmpfs"
            memory = size.map { Memory(size: $0) }
        }
    }
}

extension ContainerMount {
    /// `/host:/path:ro,z`; nil where the long form can say it.
    var shortForm: String? {
        guard let labelling, case .bind(let path) = source else { return nil }
        let options = [isReadOnly ? "ro" : nil, labelling.rawValue, propagation?.rawValue].compactMap { $0 }
        return "\(path):\(target):\(options.joined(separator: ","))"
    }
}
