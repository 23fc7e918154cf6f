internal import BehaviourModel
internal import ConfigurationReading

/// `collector`: where the lines go.
package struct CollectorSection: Hashable, Sendable {
    /// In the order of preference; the next is asked when one does not answer or is out of order.
    package var addresses: [CollectorAddress] = []
    package var proxy = ProxyChoice.none
    /// For one request, from its beginning to the end of its answer.
    package var timeout = Duration.seconds(30)
    /// After a failure: a random time up to the first, doubled each time, never longer than the longest.
    package var firstPause = Duration.milliseconds(500)
    package var longestPause = Duration.seconds(60)

    init() {}

    init(from outer: inout MapReader) {
        var map = outer.map("collector")
        map.missing("urls", "at least one address such as https://collector.example:8443")
        addresses = map.list("urls", default: [], CollectorAddress.expectation) { CollectorAddress($0.text) }
        if map.isGiven("urls"), addresses.isEmpty {
            map.contradiction("urls", value: "none that can be used", "at least one address")
        }
        proxy = map.value("proxy", default: proxy, ProxyChoice.expectation) { ProxyChoice($0.text) }
        timeout = map.duration("timeout", default: timeout, from: .seconds(1), to: .seconds(600))
        var pauses = map.map("pause")
        firstPause = pauses.duration("first", default: firstPause, from: .milliseconds(1), to: .seconds(60))
        longestPause = pauses.duration("longest", default: longestPause, from: .milliseconds(1), to: .seconds(3_600))
        if longestPause < firstPause {
            pauses.contradiction("longest", value: "less than first", "a time not shorter than collector.pause.first")
        }
        pauses.finish()
        map.finish()
    }
}

/// A collector's address: `https://name[:port]`, nothing more.
package struct CollectorAddress: Hashable, Sendable {
    /// With its scheme, without a slash at the end.
    package let text: String

    static let expectation = "an address such as https://collector.example:8443, without a path"

    package init?(_ text: String) {
        let scheme = "https://"
        guard text.hasPrefix(scheme) else { return nil }
        let place = text.dropFirst(scheme.count).utf8
        guard HostAndPort(place) != nil else { return nil }
        self.text = text
    }
}

/// `name`, `name:port`, `[::1]:port`.
struct HostAndPort {
    let host: String
    let port: Int?

    init?(_ text: Substring.UTF8View) {
        guard text.count <= 260 else { return nil }
        let bytes = Array(text)
        var rest: ArraySlice<UInt8>
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")), end > 1,
                bytes[1..<end].allSatisfy({ HexadecimalDigit.value(of: $0) != nil || ":.".utf8.contains($0) })
            else { return nil }
            host = String(decoding: bytes[1..<end], as: UTF8.self)
            rest = bytes[(end + 1)...]
        } else {
            let name = bytes.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.allSatisfy(Self.isNameByte) else { return nil }
            host = String(decoding: name, as: UTF8.self)
            rest = bytes[name.count...]
        }
        guard let colon = rest.popFirst() else {
            port = nil
            return
        }
        guard colon == UInt8(ascii: ":"), rest.count <= 5,
            rest.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(String(decoding: rest, as: UTF8.self)), (1...65_535).contains(number)
        else { return nil }
        port = number
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
