/// What was done, apart from where.
package enum ItemAct: Hashable, Sendable {
    case child([UInt8])
    case user(UInt32)
    case terminal
    case session(user: UInt32, terminal: Bool)
    case file(FileAccess, path: [UInt8])
    /// Port nil: ephemeral.
    case connect(TransportProtocol, port: UInt16?)
    case connectPath([UInt8])
    case listen(TransportProtocol, port: UInt16)
    case peer(String)
    case publicPeer
    case listener

    package var family: Family {
        switch self {
        case .child, .user, .terminal, .session: .lineage
        case .file: .files
        case .connect, .connectPath, .listen, .peer, .publicPeer, .listener: .connections
        }
    }

    package var form: ItemForm {
        switch self {
        case .child: .child
        case .user: .user
        case .terminal: .terminal
        case .session: .session
        case .file: .file
        case .connect: .connect
        case .connectPath: .connectPath
        case .listen: .listen
        case .peer: .peer
        case .publicPeer: .publicPeer
        case .listener: .listener
        }
    }

    package var text: String {
        switch self {
        case .child(let executable): "child \(ItemText.token(executable))"
        case .user(let user): "uid \(user)"
        case .terminal: "terminal"
        case .session(let user, let terminal): terminal ? "session uid \(user) terminal" : "session uid \(user)"
        case .file(let access, let path): "\(access.word) \(ItemText.token(path))"
        case .connect(let transport, let port): "connect \(transport.word) \(port.map { String($0) } ?? "ephemeral")"
        case .connectPath(let path): "connect unix \(ItemText.token(path))"
        case .listen(let transport, let port): "listen \(transport.word) \(port)"
        case .peer(let address): "peer \(address)"
        case .publicPeer: "first public peer"
        case .listener: "first listener"
        }
    }

    /// Reads the tokens of a line behind its context.
    init?(tokens: [Substring]) {
        guard let word = tokens.first else { return nil }
        let rest = Array(tokens.dropFirst())
        switch (word, rest.count) {
        case ("child", 1):
            guard let executable = ItemText.bytes(rest[0]) else { return nil }
            self = .child(executable)
        case ("uid", 1):
            guard let user: UInt32 = Self.number(rest[0]) else { return nil }
            self = .user(user)
        case ("terminal", 0): self = .terminal
        case ("session", 2), ("session", 3):
            guard rest[0] == "uid", let user: UInt32 = Self.number(rest[1]), rest.count == 2 || rest[2] == "terminal"
            else { return nil }
            self = .session(user: user, terminal: rest.count == 3)
        case ("connect", 2):
            if rest[0] == "unix" {
                guard let path = ItemText.bytes(rest[1]) else { return nil }
                self = .connectPath(path)
                return
            }
            guard let transport = TransportProtocol(word: rest[0]) else { return nil }
            if rest[1] == "ephemeral" {
                self = .connect(transport, port: nil)
            } else {
                guard let port: UInt16 = Self.number(rest[1]), port > 0 else { return nil }
                self = .connect(transport, port: port)
            }
        case ("listen", 2):
            guard let transport = TransportProtocol(word: rest[0]), let port: UInt16 = Self.number(rest[1])
            else { return nil }
            self = .listen(transport, port: port)
        case ("peer", 1):
            guard let address = PeerAddress.parse(String(rest[0])), PeerAddress.text(address) == rest[0]
            else { return nil }
            self = .peer(String(rest[0]))
        case ("first", 1) where rest[0] == "listener": self = .listener
        case ("first", 2) where rest[0] == "public" && rest[1] == "peer": self = .publicPeer
        case (_, 1):
            guard let access = FileAccess(word: word), let path = ItemText.bytes(rest[0]) else { return nil }
            self = .file(access, path: path)
        default: return nil
        }
    }

    /// A number in its one decimal spelling.
    private static func number<Number: FixedWidthInteger>(_ text: Substring) -> Number? {
        guard let number = Number(text), String(number) == text else { return nil }
        return number
    }
}

extension FileAccess {
    /// The word of one single access; `access` for none or several.
    package var word: String {
        Self.words.first { $0.access == self }?.word ?? "access"
    }

    package init?(word: some StringProtocol) {
        guard let found = Self.words.first(where: { $0.word == word }) else { return nil }
        self = found.access
    }

    /// Each single access with its word, in the order of the bits.
    package static let words: [(access: FileAccess, word: String)] = [
        (.read, "read"), (.write, "write"), (.create, "create"), (.execute, "execute"),
        (.unlink, "unlink"), (.rename, "rename"), (.chmod, "chmod"), (.link, "link"),
    ]
}

extension TransportProtocol {
    package var word: String {
        switch self {
        case .unknown: "unknown"
        case .tcp: "tcp"
        case .udp: "udp"
        case .unix: "unix"
        }
    }

    package init?(word: some StringProtocol) {
        switch word {
        case "unknown": self = .unknown
        case "tcp": self = .tcp
        case "udp": self = .udp
        default: return nil
        }
    }
}
