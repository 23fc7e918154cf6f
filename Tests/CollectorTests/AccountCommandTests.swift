import BehaviourModel
import Collector
import Testing
import WireProtocol

@Suite struct AccountCommandTests {
    private let collector: RunningCollector
    private let client: TestClient

    init() async throws {
        collector = try await RunningCollector()
        client = try collector.anybody()
    }

    /// The cookie of a session of a new person.
    private func session(_ name: String) async throws -> (String, String) {
        let link = try await collector.home.makeLink()
        let token = String(try #require(link.split(separator: "#").last))
        let made = try await client.post(
            "/api/v1/setup", ["token": .string(token), "name": .string(name), "password": "correct horse battery"])
        return ("Cookie", String(try #require(made.headers["set-cookie"]).prefix { $0 != ";" }))
    }

    private func reads(_ header: (String, String)) async throws -> Bool {
        try await client.send("GET", "/api/v1/alerts", headers: [header]).status == 200
    }

    @Test func `a removed person's sessions end at once, and others' go on`() async throws {
        let ada = try await session("ada")
        let eve = try await session("eve")
        #expect(try await reads(ada))
        #expect(try await reads(eve))

        let note = try await collector.home.remove(.person("eve"))

        #expect(note == nil)
        #expect(try await reads(eve) == false)
        #expect(try await reads(ada))
        let again = try await client.post("/api/v1/session", ["name": "eve", "password": "correct horse battery"])
        #expect(again.status == 401)
        #expect(try await collector.home.people(asJSON: false).count == 2)
    }

    @Test func `a sign-in that ends behind the removal gives nothing`() async throws {
        _ = try await session("eve")
        let note = try await collector.home.remove(.person("eve"))
        #expect(note?.contains("yagura-collector link") == true)

        // What a sign-in beside it does last.
        let secret = String(repeating: "a", count: 64)
        let digest = Fingerprint(of: Array(secret.utf8)).hexadecimal
        let now = WallClock.now
        try await collector.parts.store.keepSession(digest: digest, name: "eve", csrf: "x", now: now)

        #expect(try await collector.parts.accounts.person(session: secret, now: now) == nil)
    }

    @Test func `a stream of events ends with the person that reads it`() async throws {
        let ada = try await session("ada")
        let relay = try await collector.agent("node-7")

        let text = try await client.events("/api/v1/events", headers: [ada]) {
            try await collector.home.remove(.person("ada"))
        } enough: { _ in
            // Until the collector ends it.
            false
        }
        var maker = LineMaker()
        let stored = try await relay.ingest(maker.lines(1))

        #expect(stored.status == 200 && !text.contains("event: alert"))
    }

    @Test func `tokens are listed by name and taken away; sessions end while the person stays`() async throws {
        let ada = try await session("ada")
        let token = ("Authorization", "Bearer " + (try await collector.home.makeToken(name: "grafana")))
        #expect(try await reads(token))
        let people = try await collector.home.people(asJSON: true).map { try JSONParser.parse(Array($0.utf8)) }
        let tokens = try await collector.home.tokens(asJSON: true).map { try JSONParser.parse(Array($0.utf8)) }

        try await collector.home.remove(.token("grafana"))
        try await collector.home.remove(.sessions(of: "ada"))

        #expect(try await reads(token) == false)
        #expect(try await reads(ada) == false)
        #expect(people.map { $0["person"]?.string } == ["ada"] && people.first?["sessions"]?.integer == 1)
        #expect(tokens.map { $0["token"]?.string } == ["grafana"])
        #expect(try await collector.home.tokens(asJSON: true).isEmpty)
        let after = try await collector.home.people(asJSON: true)
        #expect(after.count == 1 && after.first?.contains(#""last_used":null"#) == true)
    }

    @Test(arguments: [AccountRemoval.person("eve"), .token("eve"), .sessions(of: "eve\u{1B}[2J")])
    func `what is not there is said to be not there`(removal: AccountRemoval) async throws {
        let error = await #expect(throws: CollectorError.self) { try await collector.home.remove(removal) }

        #expect(error?.status == .notFound && error?.description.contains("\u{1B}") == false)
    }
}
