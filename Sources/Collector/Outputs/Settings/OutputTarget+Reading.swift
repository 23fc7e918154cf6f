internal import BehaviourModel
internal import ConfigurationReading
internal import Foundation

extension OutputTarget {
    /// Takes the key `kind` out of an output's map; nil after a problem, which is reported.
    init?(kind: String, _ output: inout MapReader) {
        var map = output.map(kind)
        defer { map.finish() }
        if kind == "syslog" {
            guard let target = SyslogTarget(&map) else { return nil }
            self = .syslog(target)
            return
        }
        guard let target = HTTPTarget(kind: kind, &map) else { return nil }
        switch kind {
        case "slack": self = .slack(target)
        case "alertmanager": self = .alertmanager(target)
        default: self = .webhook(target)
        }
    }
}

extension HTTPTarget {
    fileprivate init?(kind: String, _ map: inout MapReader) {
        let file = map.path("url_file", default: "")
        var address: Address? = file.isEmpty ? nil : .file(file)
        if kind == "slack" {
            // Slack's addresses are secrets as a whole: whoever knows one may post.
            if address == nil {
                map.missing("url_file", "the file that holds the webhook's address, readable by the collector alone")
            }
        } else {
            let open = map.plainAddress("url")
            if !open.isEmpty, address != nil { map.contradiction("url", value: open, "either url or url_file") }
            if !open.isEmpty, address == nil { address = .open(open) }
            if address == nil, !map.isGiven("url") {
                map.missing("url_file", "url, or url_file where the address holds a secret")
            }
        }
        authorities = Self.optional(map.path("ca", default: ""))
        authorizationFile = Self.optional(map.path("authorization_file", default: ""))
        secretFile = kind == "webhook" ? Self.optional(map.path("secret_file", default: "")) : nil
        let firing =
            kind == "alertmanager"
            ? map.duration("firing", default: .seconds(3_600), from: .seconds(60), to: .seconds(30 * 86_400))
            : .seconds(3_600)
        self.firing = firing.components.seconds * 1_000_000_000
        guard let address else { return nil }
        self.address = address
    }

    private static func optional(_ path: String) -> String? { path.isEmpty ? nil : path }
}

extension SyslogTarget {
    fileprivate init?(_ map: inout MapReader) {
        map.missing("address", Self.expectation)
        let address = map.value("address", default: nil as Endpoint?, Self.expectation) { Endpoint($0.text) }
        facility = map.integer("facility", default: 16, in: 0...23)
        body = map.word("body", default: SyslogMessage.Body.line)
        let authorities = map.path("ca", default: "")
        self.authorities = authorities.isEmpty ? nil : authorities
        guard let address else { return nil }
        (transport, host, port) = (address.transport, address.host, address.port)
    }

    private static let expectation = "udp://HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT"

    private struct Endpoint {
        let transport: Transport
        let host: String
        let port: Int

        init?(_ text: String) {
            guard let parts = URLComponents(string: text), let scheme = parts.scheme,
                let transport = Transport(rawValue: scheme), let host = parts.host, !host.isEmpty,
                let port = parts.port, (1...65_535).contains(port), parts.path.isEmpty || parts.path == "/",
                parts.user == nil, parts.query == nil, parts.fragment == nil
            else { return nil }
            self.transport = transport
            self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
            self.port = port
        }
    }
}

extension MapReader {
    /// An address without a password; empty when there is none, or after a problem. The problem does not repeat it: it may
    /// hold what should not be read.
    fileprivate mutating func plainAddress(_ key: String) -> String {
        guard let node = node(key) else { return "" }
        if case .scalar(let text, _) = node.content, WebAddress.isPlain(text) { return text }
        problems.add(
            at: node.place, key: full(key), value: "something else",
            expectation: "an http or https address without a user and password")
        return ""
    }
}

/// Addresses on the web as configurations hold them.
package enum WebAddress {
    /// http or https with a host, and nothing that looks like a password.
    package static func isPlain(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), parts.user == nil, parts.password == nil else { return false }
        return isWeb(parts)
    }

    /// `https://host:port` of an address, for messages: what is behind it may be secret.
    package static func origin(_ text: String) -> String? {
        guard let parts = URLComponents(string: text), isWeb(parts), let scheme = parts.scheme, let host = parts.host
        else { return nil }
        return "\(scheme)://\(PlainText.shortened(host, to: 255))\(parts.port.map { ":\($0)" } ?? "")"
    }

    private static func isWeb(_ parts: URLComponents) -> Bool {
        guard let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https" else { return false }
        return !(parts.host ?? "").isEmpty
    }
}
