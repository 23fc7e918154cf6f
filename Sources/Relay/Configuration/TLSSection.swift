internal import ConfigurationReading

/// `tls`: the files that `yagura-relay enroll` lays down. They are read again when they change.
package struct TLSSection: Hashable, Sendable {
    /// Whom to believe: the collector's own authority, nobody else.
    package var authority = "/etc/yagura/ca.pem"
    package var certificate = "/etc/yagura/certificate.pem"
    package var key = "/etc/yagura/key.pem"

    init() {}

    init(from outer: inout MapReader) {
        var map = outer.map("tls")
        authority = map.path("ca", default: authority)
        certificate = map.path("certificate", default: certificate)
        key = map.path("key", default: key)
        map.finish()
    }
}

/// `metrics`: where Prometheus finds the relay.
package struct MetricsSection: Hashable, Sendable {
    /// nil: nowhere.
    package var host: String? = "127.0.0.1"
    package var port = 9_617

    init() {}

    init(from outer: inout MapReader) {
        var map = outer.map("metrics")
        let mayLeave = map.bool("beyond_loopback", default: false)
        let text = map.text("listen", default: "127.0.0.1:9617", "an address such as 127.0.0.1:9617, or off")
        map.finish()
        if text == "off" {
            host = nil
            return
        }
        guard let place = HostAndPort(Substring(text).utf8), let port = place.port else {
            map.contradiction("listen", value: "\"\(text)\"", "an address such as 127.0.0.1:9617, or off")
            return
        }
        guard mayLeave || Self.isLoopback(place.host) else {
            map.contradiction(
                "listen", value: "\"\(text)\"", "a loopback address, or metrics.beyond_loopback: true beside it")
            return
        }
        host = place.host
        self.port = port
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "::1" || host == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
