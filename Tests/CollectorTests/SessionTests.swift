import BehaviourModel
import Collector
import Testing

@Suite struct SessionTests {
    private let collector: RunningCollector
    private let password = "correct horse battery"

    init() async throws { collector = try await RunningCollector() }

    private func setUp(_ client: TestClient) async throws -> TestAnswer {
        let link = try await collector.home.makeLink()
        let token = try #require(link.split(separator: "#").last)
        return try await client.post(
            "/api/v1/setup", ["token": .string(String(token)), "name": "ada", "password": .string(password)])
    }

    private func cookie(_ answer: TestAnswer) throws -> (String, String) {
        let header = try #require(answer.headers["set-cookie"])
        #expect(header.contains("; Secure; HttpOnly; SameSite=Strict"))
        return ("Cookie", String(header.prefix { $0 != ";" }))
    }

    @Test func `the link makes an administrator once`() async throws {
        let client = try collector.anybody()
        let link = try await collector.home.makeLink()
        let token = JSONValue.string(String(try #require(link.split(separator: "#").last)))
        let body: JSONValue = ["token": token, "name": "ada", "password": .string(password)]

        let short = try await client.post("/api/v1/setup", ["token": token, "name": "ada", "password": "short"])
        let wrong = try await client.post(
            "/api/v1/setup", ["token": "00", "name": "ada", "password": .string(password)])
        let made = try await client.post("/api/v1/setup", body)
        let again = try await client.post("/api/v1/setup", body)

        #expect(short.status == 400 && wrong.status == 403)
        #expect(made.status == 200 && made.json["name"]?.string == "ada")
        #expect(again.status == 403)
    }

    @Test func `a session reads until it is ended`() async throws {
        let client = try collector.anybody()
        let made = try await setUp(client)
        let session = try cookie(made)
        let csrf = try #require(made.json["csrf"]?.string)

        let list = try await client.send("GET", "/api/v1/alerts", headers: [session])
        let who = try await client.send("GET", "/api/v1/session", headers: [session])
        let forged = try await client.send("DELETE", "/api/v1/session", headers: [session])
        let guessed = try await client.send(
            "DELETE", "/api/v1/session", headers: [session, ("X-CSRF-Token", String(repeating: "0", count: 64))])
        let ended = try await client.send("DELETE", "/api/v1/session", headers: [session, ("X-CSRF-Token", csrf)])
        let after = try await client.send("GET", "/api/v1/alerts", headers: [session])

        #expect(list.status == 200)
        #expect(who.json["name"]?.string == "ada" && who.json["csrf"]?.string == csrf)
        #expect(forged.status == 403 && guessed.status == 403)
        #expect(ended.status == 204 && after.status == 401)
    }

    @Test func `a stream of events ends with its session`() async throws {
        let client = try collector.anybody()
        let relay = try await collector.agent("node-7")
        let made = try await setUp(client)
        let session = try cookie(made)
        let csrf = try #require(made.json["csrf"]?.string)

        let text = try await client.events("/api/v1/events", headers: [session]) {
            _ = try await client.send("DELETE", "/api/v1/session", headers: [session, ("X-CSRF-Token", csrf)])
        } enough: { _ in
            // Until the collector ends it.
            false
        }
        var maker = LineMaker()
        let stored = try await relay.ingest(maker.lines(1))

        #expect(stored.status == 200 && !text.contains("event: alert"))
    }

    @Test func `a new password ends the sessions of the old one`() async throws {
        let client = try collector.anybody()
        let old = try cookie(try await setUp(client))
        let new = try cookie(try await setUp(client))

        #expect(try await client.send("GET", "/api/v1/alerts", headers: [old]).status == 401)
        #expect(try await client.send("GET", "/api/v1/alerts", headers: [new]).status == 200)
    }

    @Test func `signing in needs the password, and too many wrong ones must wait`() async throws {
        let client = try collector.anybody()
        _ = try await setUp(client)
        func signIn(_ name: String, _ password: String) async throws -> TestAnswer {
            try await client.post("/api/v1/session", ["name": .string(name), "password": .string(password)])
        }

        let right = try await signIn("ada", password)
        let nobody = try await signIn("eve", password)
        #expect(right.status == 200 && nobody.status == 401)
        for _ in 0..<10 { #expect(try await signIn("ada", "wrong").status == 401) }
        let held = try await signIn("ada", password)

        #expect(held.status == 429 && held.headers["retry-after"] != nil)
    }

    @Test func `a form cannot sign in`() async throws {
        let answer = try await collector.anybody().send(
            "POST", "/api/v1/session", body: Array("name=ada&password=x".utf8),
            headers: [("Content-Type", "application/x-www-form-urlencoded")])

        #expect(answer.status == 415)
    }

    @Test func `a token that is not one reads nothing`() async throws {
        let client = try collector.anybody()

        for header in ["Bearer x", "Bearer ", "Basic eDp5", String(repeating: "B", count: 5_000)] {
            #expect(try await client.send("GET", "/api/v1/alerts", headers: [("Authorization", header)]).status == 401)
        }
    }
}
