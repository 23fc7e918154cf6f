import BehaviourModel
import Testing

@testable import Attribution

@Suite struct SocketAddressDecoderTests {
    @Test(
        arguments: [
            ([2, 0, 0x1F, 0x90, 10, 0, 0, 5], SocketAddress.Family.ipv4, 8_080, 0xFFFF_0A00_0005),
            ([2, 0, 0x1F], .other, 0, 0),
            ([], .none, 0, 0),
            ([16, 0, 0, 0], .netlink, 0, 0),
            ([99, 0, 1], .other, 0, 0),
        ] as [([UInt8], SocketAddress.Family, UInt16, UInt64)])
    func `reads what is there`(bytes: [UInt8], family: SocketAddress.Family, port: UInt16, low: UInt64) {
        let address = SocketAddressDecoder.decode(bytes.span)

        #expect(address.family == family)
        #expect(address.port == port)
        #expect(address.low == low)
    }

    @Test func `takes a mapped IPv4 peer for the IPv4 peer`() {
        let mapped: [UInt8] = [10, 0, 0, 80, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 10) + [255, 255, 10, 0, 0, 5]

        #expect(SocketAddressDecoder.decode(mapped.span).family == .ipv4)
    }

    @Test(arguments: [
        ("/run/docker.sock", "/run/docker.sock"), ("\0abstract", "\0abstract"),
    ])
    func `gives the path of a Unix address`(path: String, expected: String) {
        let bytes: [UInt8] = [1, 0] + Array(path.utf8) + (path.first == "\0" ? [] : [0, 7])
        let span = SocketAddressDecoder.unixPath(bytes.span)
        var text: [UInt8] = []
        for index in span.indices { text.append(span[index]) }

        #expect(String(decoding: text, as: UTF8.self) == expected)
    }
}
