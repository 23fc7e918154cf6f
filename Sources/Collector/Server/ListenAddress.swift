/// Where the server listens: a literal address or a host name, and a port.
package struct ListenAddress: Hashable, Sendable {
    package var host: String
    /// 0: any free one; the ready line says which.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `0.0.0.0:8443`, `[::]:8443`, `localhost:8443`.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":"), AddressBytes.parse(host) != nil else { return nil }
        } else {
            guard HostName.isValid(host) else { return nil }
        }
        self.init(host: host, port: port)
    }

    package var text: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
