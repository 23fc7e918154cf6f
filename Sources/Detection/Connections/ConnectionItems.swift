internal import BehaviourModel

/// Where an executable connects to, and what it listens on. Peers are literal addresses.
enum ConnectionItems: FamilyItems {
    /// Ports from here on are chosen by the kernel (ip_local_port_range begins at 32768).
    private static let firstEphemeralPort: UInt16 = 32768

    static func append(_ event: BehaviourEvent, _ texts: EventTexts, to buffer: inout ItemBuffer) {
        guard texts.executable != .empty else { return }
        switch event.kind {
        case .connect: appendConnect(event, texts, to: &buffer)
        case .listen: appendListener(event, texts, to: &buffer)
        // A datagram socket serves without listening: its bind is the act.
        case .bind
        where event.transport == .udp && event.address.port > 0
            && event.address.port < firstEphemeralPort:
            appendListener(event, texts, to: &buffer)
        case .exec, .bind, .file, .escape, .sessionOpened, .leftCgroup: break
        }
    }

    private static func appendConnect(_ event: BehaviourEvent, _ texts: EventTexts, to buffer: inout ItemBuffer) {
        switch event.address.family {
        case .unix:
            guard texts.subject != .empty else { return }
            var path = key(.connectPath, texts)
            path.subject = texts.subject
            buffer.append(path)
        case .ipv4, .ipv6:
            let address = plain(event.address)
            var port = key(.connect, texts)
            port.detail = event.transport.rawValue
            port.port = address.port < firstEphemeralPort ? address.port : 0
            buffer.append(port)
            var peer = key(.peer, texts)
            peer.detail = address.family.rawValue
            peer.high = address.high
            peer.low = address.low
            buffer.append(peer)
            if PeerAddress.isPublic(address) { buffer.append(key(.publicPeer, texts)) }
        case .none, .netlink, .other: break
        }
    }

    private static func appendListener(_ event: BehaviourEvent, _ texts: EventTexts, to buffer: inout ItemBuffer) {
        if event.address.port > 0 {
            var listen = key(.listen, texts)
            listen.detail = event.transport.rawValue
            listen.port = event.address.port
            buffer.append(listen)
        }
        buffer.append(key(.listener, texts))
    }

    private static func key(_ form: ItemForm, _ texts: EventTexts) -> ItemKey {
        var key = ItemKey(family: .connections, context: .executable, form: form)
        key.executable = texts.executable
        return key
    }

    /// An IPv4 address is the same one in its IPv6 clothes.
    private static func plain(_ address: SocketAddress) -> SocketAddress {
        var plain = address
        let isMapped = address.family == .ipv6 && address.high == 0 && address.low >> 32 == 0xffff
        guard isMapped || address.family == .ipv4 else { return plain }
        plain.family = .ipv4
        plain.high = 0
        plain.low = address.low & 0xffff_ffff
        return plain
    }
}
