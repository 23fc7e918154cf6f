import BehaviourModel
import Detection
import Testing

@Suite struct TripwireTests {
    private func exec(
        _ stage: inout Stage, at minute: Double, facing: Bool, origin: ExecutableOrigin, own: Bool = false
    ) {
        var event = stage.event(.exec, 1, minute, episode: 5)
        event.executable = stage.texts.intern("/usr/sbin/nginx@image")
        event.subject = stage.texts.intern("/tmp/x@upper")
        event.subjectOrigin = origin
        event.isNetworkFacing = facing
        event.isRuntimeOwn = own
        stage.send(event)
    }

    @Test func `a file from the upper layer run below a server is told once, then counted`() {
        var stage = Stage()
        stage.start(1, at: 0)
        for minute in 1...5 { exec(&stage, at: Double(minute), facing: true, origin: .upper) }

        #expect(stage.findings.map(\.tripwire) == Array(repeating: "upper-exec", count: 5))
        #expect(stage.findings.map(\.isTold) == [true, false, false, false, false])
        #expect(stage.findings.first?.severity == .critical)
        #expect(stage.detector.status(of: WorkloadIdentity(scope: "host", name: "web"))?.tripwires.map(\.count) == [5])
    }

    @Test(arguments: [
        (false, ExecutableOrigin.upper, false), (true, .image, false), (true, .volume, false), (true, .host, false),
        (true, .memory, true), (true, .deleted, true), (true, .unknown, false),
    ])
    func `other executions touch none`(facing: Bool, origin: ExecutableOrigin, own: Bool) {
        var stage = Stage()
        stage.start(1, at: 0)
        exec(&stage, at: 1, facing: facing, origin: origin, own: own)

        #expect(stage.findings.isEmpty)
    }

    @Test(arguments: [
        ("/var/run/docker.sock", true), ("/run/containerd/containerd.sock", true), ("/run/crio/crio.sock", true),
        ("docker.sock", true), ("run/docker.sock", true), ("\\x00docker.sock", false), ("mydocker.sock", false),
        ("/run/mydocker.sock", false), ("/run/docker.sock/x", false), ("", false),
    ])
    func `connecting to a runtime's socket is told`(path: String, isTold: Bool) {
        var stage = Stage()
        stage.start(1, at: 0)
        var event = stage.event(.connect, 1, 1, episode: 5)
        event.executable = stage.texts.intern("/bin/curl@image")
        event.subject = stage.texts.intern(path)
        event.address.family = .unix
        stage.send(event)

        #expect(stage.findings.map(\.tripwire) == (isTold ? ["runtime-socket"] : []))
    }

    @Test(arguments: [(true, true), (false, false)])
    func `a program of an origin in doubt counts as written since`(isDoubtful: Bool, isTold: Bool) {
        var stage = Stage()
        stage.start(1, at: 0)
        var event = stage.event(.exec, 1, 1, episode: 5)
        event.executable = stage.texts.intern("/usr/sbin/nginx@image")
        event.subject = stage.texts.intern("/tmp/x@unknown")
        event.subjectOrigin = .unknown
        event.isOriginDoubtful = isDoubtful
        event.isNetworkFacing = true
        stage.send(event)

        #expect(stage.findings.map(\.tripwire) == (isTold ? ["upper-exec"] : []))
    }

    @Test(arguments: [BehaviourKind.connect, .file])
    func `what failed used no socket`(kind: BehaviourKind) {
        var stage = Stage()
        stage.start(1, at: 0)
        var event = stage.event(kind, 1, 1, episode: 5)
        event.executable = stage.texts.intern("/bin/curl@image")
        event.subject = stage.texts.intern("/var/run/docker.sock")
        event.address.family = .unix
        event.hasFailed = true
        stage.send(event)

        #expect(stage.findings.isEmpty)
    }

    @Test func `a process found outside is told`() {
        var stage = Stage()
        stage.start(1, at: 0)
        stage.send(stage.event(.leftCgroup, 1, 1, episode: 5))

        #expect(stage.findings.map(\.tripwire) == ["outside-cgroup"])
    }
}
