import BehaviourModel
import Testing
import WireProtocol

@Suite struct HeartbeatTests {
    /// RFC 8032, section 7.1, test 1: the seed, as `openssl pkey -inform DER` takes and PEM writes it.
    private static let pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----
        """
    private static let publicHex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

    private static let heartbeat = Heartbeat(
        agent: "node-7", epoch: "e1", time: 1_767_225_600_000_000_000, bootNanoseconds: 5, bootID: "b",
        version: "0.1.0",
        health: .degraded, sensors: [.init(name: "audit", state: "working", detail: "unicast")], containers: 3,
        workloads: 2, events: 100, lost: 1, heldBack: 4,
        head: ChainHead(sequence: 42, hash: Fingerprint(of: [1])), acknowledged: 40)

    @Test func `comes back, with members of a later version`() throws {
        var object = Self.heartbeat.object
        object["later"] = 7
        let read = try Heartbeat(.object(object))

        #expect(read.object == object)
        #expect(read.head.sequence == 42)
        #expect(throws: FieldError.self) { try Heartbeat(["schema": "yagura.heartbeat/2"]) }
    }

    @Test func `a signature covers every member but relay and itself`() throws {
        let key = try ChainKey(pem: Array(Self.pem.utf8))
        let other = try #require(ChainPublicKey(raw: [UInt8](repeating: 7, count: 32)))
        let signed = key.sign(Self.heartbeat.object)
        var relayed = signed
        relayed["relay"] = ["version": "0.1.0"]

        #expect(HexadecimalDigit.string(key.publicKey.raw) == Self.publicHex)
        #expect(key.publicKey.isSignature(of: signed))
        #expect(key.publicKey.isSignature(of: relayed))
        #expect(!other.isSignature(of: signed))
        #expect(!key.publicKey.isSignature(of: Self.heartbeat.object))
        for name in ["agent", "epoch", "time", "head", "acknowledged", "health", "lost"] {
            var forged = signed
            forged[name] = "other"
            #expect(!key.publicKey.isSignature(of: forged), "\(name)")
        }
        var added = signed
        added["later"] = true
        #expect(!key.publicKey.isSignature(of: added))
    }

    @Test(arguments: [
        "", "no key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----",
    ])
    func `what is no key is refused`(text: String) {
        #expect(throws: ChainKeyError.self) { try ChainKey(pem: Array(text.utf8)) }
    }
}
