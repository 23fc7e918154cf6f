import BehaviourModel
import Foundation
import NIOCore
import NIOSSL
import Testing

@testable import Collector

/// Senders against real receivers on loopback.
@Suite struct OutputSenderTests {
    private let line = OutputSamples.line(OutputSamples.shell.json)
    private let note = OutboundNote(console: "https://collector.example")
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "outputs-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func trouble(_ sender: any OutputSender) async -> OutputTrouble? {
        do throws(OutputTrouble) { try await sender.send(line, note, now: 1) } catch { return error }
        return nil
    }

    @Test func `a webhook is posted with its signature and a key against repeats`() async throws {
        let receiver = try await WebReceiver()
        let target = HTTPTarget(
            address: .file(try file("url", "http://127.0.0.1:\(receiver.port)/hook/SECRET\n")),
            authorizationFile: try file("authorization", "Bearer abc"), secretFile: try file("key", "k"))
        let sender = HTTPSender(target: target, form: .webhook)

        try await sender.send(line, note, now: 1)
        await sender.close()

        let posted = try #require(receiver.all.first)
        #expect(posted.head.hasPrefix("POST /hook/SECRET HTTP/1.1"))
        #expect(posted.head.contains("Authorization: Bearer abc"))
        #expect(posted.head.contains("Idempotency-Key: node-7%2F0b6c6c7e-6f1c-4a53-a1f8-4a8d3f4a1d20%2F17"))
        #expect(posted.head.contains("Yagura-Signature: \(HTTPSender.signature(posted.body, key: "k"))"))
        #expect(posted.body == WebhookBody.project(line, note))
        await receiver.close()
    }

    @Test(arguments: [
        ("400 Bad", true), ("422 No", true), ("413 Large", true), ("401 No", false), ("404 Gone", false),
        ("429 Busy", false), ("500 Oops", false), ("302 Found", false),
    ])
    func `an answer says whether it is worth another try`(status: String, isFinal: Bool) async throws {
        let receiver = try await WebReceiver(answers: [status + "|no \u{1B}[31m /hook/SECRET here"])
        let url = try file("url", "http://127.0.0.1:\(receiver.port)/hook/SECRET")
        let sender = HTTPSender(target: HTTPTarget(address: .file(url)), form: .slack)

        let trouble = try #require(await trouble(sender))
        await sender.close()
        await receiver.close()

        switch trouble {
        case .never: #expect(isFinal)
        case .later: #expect(!isFinal)
        }
        #expect(trouble.words.contains(String(status.prefix(3))))
        #expect(!trouble.words.contains("SECRET") && !trouble.words.contains("\u{1B}"))
    }

    @Test func `nobody there, no file, an open file: later, and no secret in the words`() async throws {
        let receiver = try await WebReceiver()
        let port = receiver.port
        await receiver.close()
        let targets = [
            HTTPTarget(address: .file(try file("a", "http://127.0.0.1:\(port)/SECRET"))),
            HTTPTarget(address: .file(folder + "/missing")),
            HTTPTarget(address: .file(try file("b", "http://127.0.0.1:\(port)/SECRET", mode: 0o644))),
            HTTPTarget(address: .file(try file("c", ""))), HTTPTarget(address: .file(try file("d", "SECRET"))),
            HTTPTarget(address: .file(try file("e", "http://x/\r\nHost: SECRET"))),
        ]

        for target in targets {
            let sender = HTTPSender(target: target, form: .webhook)
            let found = await trouble(sender)
            await sender.close()
            guard case .later(let words)? = found else {
                Issue.record("taken, or refused for good: \(target)")
                continue
            }
            #expect(!words.contains("SECRET"))
        }
    }

    @Test func `Alertmanager is posted to its path`() async throws {
        let receiver = try await WebReceiver()
        let target = HTTPTarget(address: .open("http://127.0.0.1:\(receiver.port)/"))
        let sender = HTTPSender(target: target, form: .alertmanager)

        try await sender.send(line, note, now: OutputSamples.received)
        await sender.close()

        #expect(receiver.all.first?.head.hasPrefix("POST /api/v2/alerts HTTP/1.1") == true)
        await receiver.close()
    }

    @Test func `syslog over TCP counts its octets, and connects again after a break`() async throws {
        let first = try await SyslogReceiver()
        let port = first.port
        let sender = SyslogSender(target: SyslogTarget(transport: .tcp, host: "127.0.0.1", port: port))
        let message = SyslogMessage.project(line, note, facility: 16, body: .line, limit: 262_144)
        let hostile = OutputSamples.line(OutputSamples.hostile.json)
        let second = SyslogMessage.project(hostile, note, facility: 16, body: .line, limit: 262_144)

        try await sender.send(line, note, now: 1)
        try await sender.send(hostile, note, now: 1)
        let expected = Array("\(message.count) ".utf8) + message + Array("\(second.count) ".utf8) + second
        #expect(await eventuallyTrue { first.stream.count >= expected.count })
        #expect(first.stream == expected)

        await first.close()
        let again = try await SyslogReceiver(port: port)
        let arrived = await eventuallyTrue {
            try? await sender.send(line, note, now: 1)
            return !again.stream.isEmpty
        }
        #expect(arrived)
        await sender.close()
        await again.close()
    }

    @Test func `syslog over UDP is one datagram a message`() async throws {
        let receiver = try await SyslogReceiver(datagrams: true)
        let sender = SyslogSender(
            target: SyslogTarget(transport: .udp, host: "127.0.0.1", port: receiver.port, body: .words))

        try await sender.send(line, note, now: 1)
        try await sender.send(line, note, now: 1)

        #expect(await eventuallyTrue { receiver.pieces.count == 2 })
        let expected = SyslogMessage.project(line, note, facility: 16, body: .words, limit: 8_192)
        #expect(receiver.pieces == [expected, expected])
        await sender.close()
        await receiver.close()
    }

    @Test func `syslog over TLS trusts the given authority and no other`() async throws {
        let authority = try CertificateAuthority(name: "outputs", now: Date())
        let server = try authority.issueServer(names: ["127.0.0.1", "localhost"], now: Date())
        let tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(server.certificate.utf8)).map {
                    .certificate($0)
                },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(server.key.utf8), format: .pem))))
        let receiver = try await SyslogReceiver(tls: tls)
        let own = try file("ca.pem", try authority.pem().certificate)
        let other = try file("other.pem", try CertificateAuthority(name: "other", now: Date()).pem().certificate)

        for (file, isTrusted) in [(own, true), (other, false)] {
            let sender = SyslogSender(
                target: SyslogTarget(transport: .tls, host: "localhost", port: receiver.port, authorities: file))
            let found = await trouble(sender)
            await sender.close()
            #expect((found == nil) == isTrusted, "\(found?.words ?? "taken")")
        }
        #expect(await eventuallyTrue { String(decoding: receiver.stream, as: UTF8.self).contains("yagura") })
        await receiver.close()
    }
}
