import BehaviourModel
import TestRandom
import Testing
import WireProtocol

@Suite struct ControlRequestTests {
    static let all: [ControlRequest] = [
        .status, .doctor, .containers, .workloads,
        .wait(WaitArguments(condition: .ready, timeout: .seconds(30))),
        .wait(
            WaitArguments(
                condition: .alert, workload: "host/web", container: "c1", tripwire: "upper-exec",
                timeout: .milliseconds(5))),
        .alerts(AlertFilter()),
        .alerts(
            AlertFilter(sinceUnixNanoseconds: 1_772_357_400_000_000_042, workload: "web", isHeld: true, tripwire: "t")),
        .close(CloseArguments(id: "a1", as: .noise, comment: "a \"test\"\n")),
        .close(CloseArguments(id: "a1", as: .expected)),
        .tail(AlertFilter(workload: "web")), .explain(ExplainArguments(id: "a1")),
        .learning(LearningArguments(action: .show)), .learning(LearningArguments(action: .restart, workload: "web")),
        .respond(RespondArguments(action: .freeze, target: "c1", duration: .seconds(20), isDryRun: true)),
        .respond(RespondArguments(action: .thaw, target: "c1")), .respond(RespondArguments(action: .list)),
        .record(RecordArguments(path: "/tmp/x", duration: .seconds(60))), .record(RecordArguments(path: "/tmp/x")),
        .test(TestArguments(kind: .outside)),
        .test(TestArguments(kind: .exec, cgroup: "/sys/fs/cgroup/yagura-canary-1", pid: 7)),
        .baseline(BaselineArguments(action: .import, workload: "web")),
    ]

    @Test(arguments: all)
    func `comes back as it was sent`(request: ControlRequest) throws {
        let message = request.message

        #expect(message.last == UInt8(ascii: "\n"))
        #expect(try ControlRequest(line: message.dropLast()) == request)
    }

    @Test func `has the form that the description of the protocol gives`() {
        let request = ControlRequest.wait(WaitArguments(condition: .learned, workload: "web", timeout: .seconds(90)))

        #expect(
            CanonicalJSON.string(request.json)
                == #"{"arguments":{"for":"learned","timeout":"90s","workload":"web"},"request":"wait","schema":"yagura.control/1"}"#
        )
        #expect(
            CanonicalJSON.string(ControlRequest.status.json) == #"{"request":"status","schema":"yagura.control/1"}"#)
    }

    @Test(arguments: [
        (#"{"request":"status"}"#, "control request: field schema: expected a string, found nothing"),
        (
            "{",
            "control request is not valid JSON at byte 1: it ends in the middle of a value; send the whole of it on one line"
        ),
        ("[]", "control request: the document: expected an object, found a list"),
        (
            #"{"schema":"yagura.control/2","request":"status"}"#,
            #"control request: field schema: expected "yagura.control/1", found "yagura.control/2""#
        ),
        (
            request("destroy"),
            "control request: field request: expected one of status, doctor, containers, workloads, wait, alerts, close, tail, explain, "
                + #"learning, respond, record, test, baseline, found "destroy""#
        ),
        (request("status", #"{"x":1}"#), "control request status: unknown argument x; this version knows none"),
        (
            request("alerts", #"{"sinse":1}"#),
            "control request alerts: unknown argument sinse; this version knows since, workload, held, tripwire"
        ),
        (
            request("wait", #"{"for":"ready"}"#),
            "control request wait: field arguments.timeout: expected a duration such as 30s, found nothing"
        ),
        (
            request("wait", #"{"for":"dawn","timeout":"1s"}"#),
            #"control request wait: field arguments.for: expected one of ready, learned, complete, alert, frozen, delivered, found "dawn""#
        ),
        (
            request("wait", #"{"for":"ready","tripwire":"t","timeout":"1s"}"#),
            "control request wait: field arguments.tripwire: expected none unless waiting for alert, found one"
        ),
        (
            request("alerts", #"{"since":"yesterday"}"#),
            #"control request alerts: field arguments.since: expected a time such as 2026-03-01T09:30:00Z, found "yesterday""#
        ),
        (request("explain"), "control request explain: field arguments.id: expected a string, found nothing"),
        (request("explain", "7"), "control request: field arguments: expected an object, found a whole number"),
        (
            request("respond", #"{"action":"freeze"}"#),
            "control request respond: field arguments.target: expected a container's id or name, found nothing"
        ),
        (
            request("respond", #"{"action":"list","target":"c"}"#),
            "control request respond: field arguments.target: expected none for list, found one"
        ),
        (
            request("respond", #"{"action":"thaw","target":"c","for":"1s"}"#),
            "control request respond: field arguments.for: expected none for thaw, which is no lease, found a duration"
        ),
        (
            request("respond", #"{"action":"freeze","target":"c","for":"0s"}"#),
            "control request respond: field arguments.for: expected a duration longer than zero, found zero"
        ),
        (
            request("record", #"{"out":"x"}"#),
            #"control request record: field arguments.out: expected an absolute path, found "x""#
        ),
        (
            request("test", #"{"kind":"fork"}"#),
            #"control request test: field arguments.kind: expected one of exec, socket, file, outside, found "fork""#
        ),
        (
            request("test", #"{"kind":"exec","pid":7}"#),
            "control request test: field arguments.cgroup: expected both cgroup and pid, or neither, found one of them"
        ),
        (
            request("test", #"{"kind":"exec","cgroup":"/x","pid":1}"#),
            "control request test: field arguments.pid: expected a process other than the first, found 1"
        ),
        (
            request("test", #"{"kind":"exec","cgroup":"x","pid":7}"#),
            "control request test: field arguments.cgroup: expected an absolute path, found another text"
        ),
        (
            request("record", #"{"out":"/x\u0000"}"#),
            #"control request record: field arguments.out: expected an absolute path, found "/x\x00""#
        ),
    ])
    func `says what is wrong with a request`(line: String, message: String) {
        let error = #expect(throws: ControlError.self) { try ControlRequest(line: Array(line.utf8)) }

        #expect(error?.description == message)
        #expect(error?.status == .usage)
    }

    @Test func `bears unknown fields beside the arguments`() throws {
        let line = #"{"schema":"yagura.control/1","request":"status","arguments":null,"trace":"t1"}"#

        #expect(try ControlRequest(line: Array(line.utf8)) == .status)
    }

    @Test(
        arguments: [
            (.status, true, .member), (.alerts(AlertFilter()), true, .member),
            (.learning(LearningArguments(action: .show)), true, .member),
            (.learning(LearningArguments(action: .complete)), false, .root),
            (.close(CloseArguments(id: "a", as: .attack)), false, .root),
            (.respond(RespondArguments(action: .list)), true, .member),
            (.respond(RespondArguments(action: .freeze, target: "c")), false, .member),
            (.respond(RespondArguments(action: .thaw, target: "c")), false, .root),
            (.respond(RespondArguments(action: .kill, target: "c")), false, .root),
            (.respond(RespondArguments(action: .kill, target: "c", isDryRun: true)), true, .member),
            (.record(RecordArguments(path: "/x")), false, .root), (.test(TestArguments(kind: .exec)), false, .root),
            (.baseline(BaselineArguments(action: .diff, workload: "w")), true, .member),
            (.baseline(BaselineArguments(action: .accept, workload: "w")), false, .root),
        ] as [(ControlRequest, Bool, ControlPrivilege)])
    func `lets the group read and freeze, and root do the rest`(
        request: ControlRequest, isReadOnly: Bool, privilege: ControlPrivilege
    ) {
        #expect(request.isReadOnly == isReadOnly)
        #expect(request.requiredPrivilege == privilege)
    }

    @Test func `knows who holds a privilege`() {
        #expect(ControlPrivilege.root.isHeld(byUser: 0, isMember: false))
        #expect(!ControlPrivilege.root.isHeld(byUser: 1000, isMember: true))
        #expect(ControlPrivilege.member.isHeld(byUser: 1000, isMember: true))
        #expect(!ControlPrivilege.member.isHeld(byUser: 1000, isMember: false))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `survives damaged requests, and what it accepts comes back`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for request in Self.all {
            for _ in 0..<50 {
                let damaged = random.mutated(request.message)
                guard let read = try? ControlRequest(line: damaged) else { continue }

                #expect(try ControlRequest(line: read.message) == read)
            }
        }
    }

    private static func request(_ name: String, _ arguments: String = "{}") -> String {
        #"{"schema":"yagura.control/1","request":"\#(name)","arguments":\#(arguments)}"#
    }
}
