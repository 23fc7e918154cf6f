import BehaviourModel
import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

@Suite(.serialized, .enabled(if: Requirement.hasDocker, "needs root, dockerd, busybox"))
struct ContainersDockerTests {
    @Test func `sees containers of a docker engine start, execute and end`() throws {
        let engine = try DockerEngine()
        var roots = RuntimeRoots.none
        roots.docker = [.init(root: engine.root, execRoot: engine.execRoot)]
        var finder = try ContainerFinder(roots: roots, seed: 7)
        var sensor = try ProcfsSensor(options: .init(isFull: true))
        var batch = ObservationBatch()
        finder.scan(into: &batch)
        func turn(until condition: (ObservationBatch) -> Bool) throws -> Bool {
            try eventually(within: 15) {
                _ = try sensor.descriptor.wait(for: .readable, within: .milliseconds(2))
                sensor.drain(into: &batch, finder: &finder)
                finder.finish(into: &batch)
                return condition(batch)
            }
        }

        let id = try engine.run(
            name: "my-web",
            options: ["--label", "com.docker.compose.project=shop", "--label", "com.docker.compose.service=front"])
        #expect(try turn { $0.observations.contains { $0.kind == .containerStarted } })

        let description = try #require(batch.containers.first)
        #expect(description.id == id && description.name == "my-web" && description.runtime == "docker")
        #expect(description.workload == WorkloadIdentity(scope: "shop", name: "front"))
        #expect(description.image == DockerEngine.image && description.digest?.hasPrefix("sha256:") == true)
        #expect(description.upperDirectory?.hasSuffix("/diff") == true)
        #expect(description.cgroup.path.hasSuffix("\(engine.cgroupParent)/\(id)"))
        let cgroup = description.cgroup.inode
        #expect(
            try turn { batch in
                batch.observations.contains {
                    $0.kind == .processExecuted && $0.cgroup == cgroup
                        && batch.bytes(of: $0.path).elementsEqual("/bin/sleep".utf8)
                }
            })

        let session = try engine.execInBackground("my-web", ["/bin/sh", "-c", "sleep 0.3; echo in"])
        #expect(
            try turn { batch in
                batch.observations.contains {
                    batch.bytes(of: $0.path).elementsEqual("/bin/sh".utf8) && $0.cgroup == cgroup
                }
            })

        #expect(session.wait(seconds: 10) == 0 && session.output == "in\n")
        try engine.must(["rm", "--force", "my-web"])
        #expect(try turn { $0.observations.contains { $0.kind == .containerEnded && $0.cgroup == cgroup } })
        #expect(finder.count == 0 && finder.problems.count == 0, "\(finder.problems.latest)")
    }

    @Test func `an image's labels choose neither workload, nor mode, nor protection`() throws {
        let engine = try DockerEngine()
        let labels = ContainersFixtures.hostileLabels
        let changes = labels.sorted { $0.key < $1.key }.flatMap { ["--change", "LABEL \($0.key)=\($0.value)"] }
        // An image of its own: the configuration of the first, with labels.
        try engine.must(["create", "--name", "layer", DockerEngine.image, "/bin/true"])
        try engine.must(["commit"] + changes + ["layer", "labelled:1"])
        try engine.must(["rm", "layer"])
        var roots = RuntimeRoots.none
        roots.docker = [.init(root: engine.root, execRoot: engine.execRoot)]
        var finder = try ContainerFinder(roots: roots, seed: 7)
        var batch = ObservationBatch()
        finder.scan(into: &batch)

        try engine.must([
            "run", "--detach", "--network", "none", "--name", "web", "--label", "yagura.mode=enforce", "labelled:1",
            "/bin/sleep", "1000",
        ])
        let found = try eventually(within: 15) {
            _ = try finder.descriptor.wait(for: .readable, within: .milliseconds(20))
            finder.drain(into: &batch)
            return !finder.containers.isEmpty && finder.tableSizes["incomplete"] == 0
        }
        try #require(found)

        let description = try #require(finder.containers.first)
        #expect(description.workload == WorkloadIdentity(scope: "host", name: "labelled"))
        #expect(!description.isInfrastructure)
        #expect(description.modeLabel == "enforce", "the operator's own label counts")
        #expect(finder.problems.count == 0, "\(finder.problems.latest)")
        try engine.must(["rm", "--force", "web"])
    }
}
