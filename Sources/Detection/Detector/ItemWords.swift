internal import BehaviourModel

/// From keys to words and back, by the detector's own table of texts.
enum ItemWords {
    static func item(_ key: ItemKey, _ texts: TextTable) -> Item {
        Item(family: key.family, context: key.context, executable: bytes(key.executable, texts), act: act(key, texts))
    }

    private static func act(_ key: ItemKey, _ texts: TextTable) -> ItemAct {
        let transport = TransportProtocol(rawValue: key.detail) ?? .unknown
        switch key.form {
        case .child: return .child(bytes(key.subject, texts))
        case .user: return .user(UInt32(truncatingIfNeeded: key.low))
        case .terminal: return .terminal
        case .session: return .session(user: UInt32(truncatingIfNeeded: key.low), terminal: key.detail == 1)
        case .file: return .file(FileAccess(rawValue: 1 << UInt16(key.detail & 7)), path: bytes(key.subject, texts))
        case .connect: return .connect(transport, port: key.port == 0 ? nil : key.port)
        case .connectPath: return .connectPath(bytes(key.subject, texts))
        case .listen: return .listen(transport, port: key.port)
        case .publicPeer: return .publicPeer
        case .listener: return .listener
        case .peer:
            var address = SocketAddress()
            address.family = key.detail == SocketAddress.Family.ipv6.rawValue ? .ipv6 : .ipv4
            address.high = key.high
            address.low = key.low
            return .peer(PeerAddress.text(address))
        }
    }

    /// The key of an item; nil when its texts find no room any more.
    static func key(_ item: Item, _ texts: inout TextTable) -> ItemKey? {
        var key = ItemKey(family: item.family, context: item.context, form: item.act.form)
        key.executable = texts.intern(item.executable.span)
        switch item.act {
        case .child(let path), .connectPath(let path): key.subject = texts.intern(path.span)
        case .user(let user): key.low = UInt64(user)
        case .session(let user, let terminal):
            key.low = UInt64(user)
            key.detail = terminal ? 1 : 0
        case .file(let access, let path):
            key.subject = texts.intern(path.span)
            key.detail = UInt8(truncatingIfNeeded: access.rawValue.trailingZeroBitCount)
        case .connect(let transport, let port):
            key.detail = transport.rawValue
            key.port = port ?? 0
        case .listen(let transport, let port):
            key.detail = transport.rawValue
            key.port = port
        case .peer(let text):
            guard let address = PeerAddress.parse(text) else { return nil }
            key.detail = address.family.rawValue
            key.high = address.high
            key.low = address.low
        case .terminal, .publicPeer, .listener: break
        }
        return key.executable == .overflow || key.subject == .overflow ? nil : key
    }

    static func bytes(_ id: TextID, _ texts: TextTable) -> [UInt8] {
        if id == .overflow { return Array("(table full)".utf8) }
        let span = texts.text(of: id)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(span.count)
        for index in span.indices { bytes.append(span[index]) }
        return bytes
    }
}
