import TestSupport
import Testing

@Suite(.serialized) struct ContainersTestSupportTests {
    @Test(.enabled(if: Requirement.hasRunc, "needs root, runc, busybox"), arguments: [RuncBundle.Root.overlay, .plain])
    func `runs, enters and removes a real container`(root: RuncBundle.Root) throws {
        let host = try RuncHost()
        let container = try host.run(RuncBundle(name: "support", root: root))

        let said = try container.exec(["/bin/echo", "hello"])

        #expect(said.output == "hello\n")
        #expect(try container.initPid > 1)
        container.remove()
        #expect(!fileExists("/sys/fs/cgroup/freezer/\(container.id)"))
    }

    @Test(.enabled(if: Requirement.hasDocker, "needs root, dockerd, busybox"))
    func `runs a container in an engine of its own`() throws {
        let engine = try DockerEngine()
        let id = try engine.run(name: "support")

        let said = try engine.must(["exec", id, "/bin/echo", "hello"])

        #expect(said == "hello\n")
    }
}
