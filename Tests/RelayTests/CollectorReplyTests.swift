import BehaviourModel
@testable import Relay
import Testing
import WireProtocol

@Suite struct CollectorReplyTests {
    private func reply(
        _ status: UInt, _ body: String = "", retryAfter: String? = nil, lines: Int = 10
    ) -> CollectorReply {
        CollectorReply(status: status, retryAfter: retryAfter, body: Array(body.utf8), lines: lines, now: 784_111_777)
    }

    @Test func `a place is what counts as stored`() {
        let body = #"{"accepted":9,"duplicate":1,"through":{"epoch":"e","sequence":42}}"#

        #expect(reply(200, body) == .stored(through: StreamPosition(epoch: "e", sequence: 42)))
        #expect(reply(204, lines: 0) == .taken)
        for nonsense in ["", "{}", "[", #"{"through":{"epoch":"e","sequence":-1}}"#, #"{"through":{"sequence":1}}"#] {
            guard case .rejected = reply(200, nonsense) else {
                Issue.record("\(nonsense) counts as stored")
                continue
            }
        }
    }

    @Test(
        arguments: [
            (#"{"line":1,"reason":"deep"}"#, .refusedLine(0, reason: "deep")),
            (#"{"line":10,"detail":"deep"}"#, .refusedLine(9, reason: "deep")),
            (#"{"line":11,"reason":"deep"}"#, .rejected(words: "deep")),
            (#"{"line":0,"reason":"deep"}"#, .rejected(words: "deep")),
            (#"{"line":99999999999999999999,"reason":"deep"}"#, .rejected(words: "deep")),
            ("nonsense", .rejected(words: "no reason given")),
        ] as [(String, CollectorReply)])
    func `a refused line must be one of those that were sent`(body: String, expected: CollectorReply) {
        #expect(reply(422, body) == expected)
    }

    @Test(
        arguments: [
            (422, 10, .unreadRefusal), (413, 10, .tooLarge), (422, 0, .rejected(words: "no reason given")),
            (503, 10, .later(after: .seconds(7), words: "status 503")), (204, 0, .taken),
        ] as [(UInt, Int, CollectorReply)])
    func `an answer too long to read still has its status`(status: UInt, lines: Int, expected: CollectorReply) {
        #expect(CollectorReply(status: status, retryAfter: "7", body: nil, lines: lines, now: 0) == expected)
    }

    @Test(
        arguments: [
            ("7", .seconds(7)), ("0", .zero), ("999999999999", .seconds(3_600)), ("-1", nil), ("soon", nil),
            ("99999999999999999999", nil), ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", .zero), ("Sun, 06 Nov 2994 08:49:47 GMT", nil),
            ("Sun, 06 Foo 1994 08:49:47 GMT", nil), ("", nil),
        ] as [(String, Duration?)])
    func `retry-after is seconds or a moment, and never more than an hour`(text: String, expected: Duration?) {
        #expect(reply(503, retryAfter: text) == .later(after: expected, words: "status 503"))
    }

    @Test(arguments: [400, 401, 403, 404, 301] as [UInt])
    func `what nobody can repair by waiting is said`(status: UInt) {
        let hostile = reply(status, "{\"title\":\"bad \\u001b[31m words\"}")

        #expect(hostile == .rejected(words: "status \(status): bad \\x1b[31m words"))
    }
}

@Suite struct BackoffTests {
    @Test func `pauses grow to their longest, at random, and never below what was asked`() {
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(2))
        var longest = Duration.zero
        for step in 0..<200 {
            let pause = backoff.next(asked: nil)
            #expect(pause <= min(.seconds(2), .milliseconds(100) * (1 << min(step, 20))) + .milliseconds(20))
            longest = max(longest, pause)
        }
        let asked = backoff.next(asked: .seconds(5))
        backoff.reset()

        #expect(longest > .seconds(1))
        #expect(asked >= .seconds(5) && asked <= .seconds(7))
        #expect(backoff.next(asked: nil) <= .milliseconds(100))
    }
}
