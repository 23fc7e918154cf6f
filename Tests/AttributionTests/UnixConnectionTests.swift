import Attribution
import BehaviourModel
import Testing

@Suite struct UnixConnectionTests {
    @Test(arguments: [("", "docker.sock"), ("/var/run/docker.sock", "/var/run/docker.sock")])
    func `a socket has the path that the sensor found, else the one that was asked for`(found: String, said: String) {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(10, "/bin/client")
        host.say(.connected, sensor: .audit) { batch, observation in
            observation.pid = 10
            observation.path = batch.append(bytes: Array(found.utf8))
            observation.detail = batch.append(bytes: [1, 0] + Array("docker.sock".utf8) + [0])
        }

        let event = host.view.events.first
        #expect(event?.address.family == .unix)
        #expect(event.map { host.text($0.subject) } == said)
    }

    @Test func `doubt about an origin is told from not having looked`() {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(10, "/bin/server")
        for isKnown in [true, false] {
            host.say(.processExecuted, sensor: .audit) { batch, observation in
                observation.pid = 10
                observation.origin = .unknown
                if isKnown { observation.flags = .originKnown }
                observation.path = batch.append(bytes: Array("/tmp/x".utf8))
            }
            #expect(host.view.events.first?.isOriginDoubtful == isKnown)
            #expect(host.view.events.first.map { host.text($0.subject) } == "/tmp/x@unknown")
        }
    }

    @Test func `the runtime's steps end with the container's first program`() {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        var observation = Observation(kind: .processExecuted, sensor: .audit, bootNanoseconds: 1)
        observation.pid = 10
        host.connectorExec(10, cgroup: ObservedHost.cgroup)
        #expect(host.view.isRuntimeStep(observation))
        host.auditExec(10, "/bin/server")
        #expect(!host.view.isRuntimeStep(observation))
    }
}
