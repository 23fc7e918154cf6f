import Testing

@testable import Collector

@Suite struct LoginLimitTests {
    private let now = ContinuousClock.now

    @Test func `a name that strangers guess stays open to where it signed in before`() {
        let limit = LoginLimit()
        limit.note(name: "ada", address: "192.0.2.7", now: now)
        limit.forget(name: "ada", address: "192.0.2.7")

        for stranger in 0..<20 {
            for _ in 0..<10 { limit.note(name: "ada", address: "198.51.100.\(stranger)", now: now) }
        }

        #expect(limit.wait(name: "ada", address: "192.0.2.7", now: now) == nil)
        #expect(limit.wait(name: "ada", address: "192.0.2.8", now: now) != nil)
        // Its own wrong tries count all the same.
        for _ in 0..<10 { limit.note(name: "ada", address: "192.0.2.7", now: now) }
        #expect(limit.wait(name: "ada", address: "192.0.2.7", now: now) != nil)
        #expect(limit.wait(name: "ada", address: "192.0.2.8", now: now + LoginLimit.span) == nil)
    }

    @Test func `a try that was never looked at counts for nothing`() {
        let limit = LoginLimit()
        for _ in 0..<50 {
            limit.note(name: "ada", address: "192.0.2.7", now: now)
            limit.takeBack(name: "ada", address: "192.0.2.7")
        }

        #expect(limit.wait(name: "ada", address: "192.0.2.7", now: now) == nil)
    }

    @Test func `many strangers do not make it forget the newest`() {
        let limit = LoginLimit()
        for stranger in 0..<12_000 {
            limit.note(name: "n\(stranger)", address: "a", now: now + .milliseconds(stranger))
        }
        for _ in 0..<10 { limit.note(name: "ada", address: "b", now: now + .seconds(13)) }
        for stranger in 0..<3_000 { limit.note(name: "m\(stranger)", address: "c", now: now + .seconds(14)) }

        #expect(limit.wait(name: "ada", address: "b", now: now + .seconds(15)) != nil)
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"),
        ("1::2::3", "1::2::3"), ("", ""),
    ])
    func `a network of IPv6 is one address`(address: String, network: String) {
        #expect(LoginLimit.network(of: address) == network)
    }
}
