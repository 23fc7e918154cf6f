internal import FoundationEssentials

/// `collector.proxy`: how the way out of the house is found.
package enum ProxyChoice: Hashable, Sendable {
    /// Straight to the collector, whatever the environment says.
    case none
    /// `https_proxy` or `HTTPS_PROXY` of the environment, unless `no_proxy` names the collector.
    case environment
    /// An HTTP proxy that is asked to CONNECT: TLS goes through it untouched.
    case http(host: String, port: Int)
    case socks(host: String, port: Int)

    static let expectation =
        "none, environment, or an address such as http://proxy.example:3128 or socks5://proxy.example"

    package init?(_ text: String) {
        switch text {
        case "none": self = .none
        case "environment": self = .environment
        default:
            guard let named = Self.named(text) else { return nil }
            self = named
        }
    }

    /// What it means for one collector.
    func resolved(
        for host: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> ProxyChoice {
        guard self == .environment else { return self }
        let exceptions = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        for exception in exceptions.split(whereSeparator: { $0 == "," || $0 == " " }) {
            let name = exception.hasPrefix(".") ? exception.dropFirst() : exception
            if name == "*" || host == name || host.hasSuffix(".\(name)") { return .none }
        }
        let text = environment["https_proxy"] ?? environment["HTTPS_PROXY"] ?? ""
        return Self.named(text.hasSuffix("/") ? String(text.dropLast()) : text) ?? .none
    }

    private static func named(_ text: String) -> ProxyChoice? {
        for (scheme, port) in [("http://", 3_128), ("socks5://", 1_080)] where text.hasPrefix(scheme) {
            guard let place = HostAndPort(text.dropFirst(scheme.count).utf8) else { return nil }
            return scheme == "http://"
                ? .http(host: place.host, port: place.port ?? port)
                : .socks(host: place.host, port: place.port ?? port)
        }
        return nil
    }
}
