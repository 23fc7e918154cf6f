import BehaviourModel
import Testing

@Suite struct ItemGrammarTests {
    @Test(arguments: [
        "lineage /usr/sbin/nginx@image child /bin/sh@image", "lineage /bin/sh@image uid 0",
        "lineage /bin/sh@image terminal",
        "lineage container session uid 0", "lineage container session uid 1000 terminal",
        "files /usr/sbin/nginx@image read /etc/shadow", "files session by /bin/cat@image read /etc/passwd",
        "files startup by /usr/sbin/nginx@image write /run/nginx.pid",
        "connections /bin/curl@image connect tcp 443", "connections /bin/curl@image connect udp ephemeral",
        "connections /bin/curl@image connect unix /var/run/docker.sock", "connections /bin/curl@image peer 10.0.0.5",
        "connections /bin/curl@image peer 2001:db8::1", "connections /bin/curl@image peer ::",
        "connections /bin/curl@image first public peer", "connections run by /bin/job@image first listener",
        "connections /bin/srv@image listen tcp 8080", "files /bin/a\\x20b@image read /tmp/\\x0a\\\\x",
    ])
    func `a reference reads back to itself`(reference: String) throws {
        let item = try #require(Item(reference: reference))

        #expect(item.reference == reference)
        #expect(Item(family: item.family, contextText: item.contextText, text: item.text) == item)
    }

    @Test(arguments: [
        "", "files", "files /bin/sh@image", "nothing /bin/sh@image uid 0", "lineage /bin/sh@image uid -1",
        "lineage /bin/sh@image uid 01", "lineage /bin/sh@image uid 4294967296", "files /bin/sh@image uid 0",
        "lineage startup child /bin/sh@image", "connections /bin/sh@image connect tcp 0",
        "connections /bin/sh@image connect tcp 70000", "connections /bin/sh@image peer 10.0.0.256",
        "connections /bin/sh@image peer 10.0.0.05", "connections /bin/sh@image peer 2001:DB8::1",
        "connections /bin/sh@image peer 1::2::3", "files /bin/sh@image read /a b", "files /bin/sh@image read /a\\q",
        "files /bin/sh@image access /a", "lineage container session uid", "lineage container session uid 0 tty",
    ])
    func `what is no item of vocabulary 1 is refused`(reference: String) {
        #expect(Item(reference: reference) == nil)
    }

    @Test func `any bytes of a hostile path come back`() throws {
        for byte in UInt8.min...UInt8.max {
            let path: [UInt8] = [0x2f, byte, 0x20, 0xc3, byte, 0xff, 0x5c]
            let item = Item(family: .files, context: .session, executable: path, act: .file(.write, path: path))

            #expect(Item(reference: item.reference) == item)
            #expect(item.reference.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f })
        }
    }

    @Test(arguments: [
        ("8.8.8.8", true), ("10.1.2.3", false), ("172.16.0.1", false), ("172.32.0.1", true), ("192.168.1.1", false),
        ("127.0.0.1", false), ("169.254.169.254", false), ("100.64.0.1", false), ("224.0.0.1", false),
        ("2001:db8::1", true), ("::1", false), ("fe80::1", false), ("fd00::1", false), ("ff02::1", false),
        ("::", false),
    ])
    func `private and special addresses are not public`(text: String, isPublic: Bool) throws {
        let address = try #require(PeerAddress.parse(text))

        #expect(PeerAddress.isPublic(address) == isPublic)
        #expect(PeerAddress.text(address) == text)
    }
}
