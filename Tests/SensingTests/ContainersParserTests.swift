import BehaviourModel
import Testing

@testable import Sensing

@Suite struct ContainersParserTests {
    @Test func `reads docker's own files`() throws {
        let state = try RuncState.parse(
            JSONParser.parse(ContainersFixtures.dockerState), id: ContainersFixtures.dockerId)
        let metadata = try DockerLayout.parse(
            JSONParser.parse(ContainersFixtures.dockerConfiguration), path: "c", imageLabels: [:])
        let naming = WorkloadNaming(state: state, metadata: metadata)

        #expect(state.initPid == 1053 && state.initStartTicks == 482_309)
        #expect(state.rootPath == "/var/lib/docker/overlay2/\(ContainersFixtures.layer)/merged")
        #expect(state.cgroupPaths["freezer"] == "/sys/fs/cgroup/freezer/docker/\(ContainersFixtures.dockerId)")
        #expect(naming.workload == WorkloadIdentity(scope: "shop", name: "front"))
        #expect(naming.name == "my-web")
        #expect(metadata.image == "web:1.2" && metadata.digest?.hasPrefix("sha256:") == true)
        #expect(!naming.isInfrastructure)
    }

    @Test func `reads crun's status and podman's list`() throws {
        var state = try CrunLayout.parse(JSONParser.parse(ContainersFixtures.crunStatus), id: "abc")
        state.annotations = ["io.container.manager": "libpod"]
        var metadata = StorageMetadata.fromAnnotations(state)

        let isListed = StorageMetadata.add(
            try JSONParser.parse(ContainersFixtures.storageContainers), id: "abc", to: &metadata)

        #expect(isListed && StorageMetadata.owns(state))
        #expect(state.cgroupPath == "/machine.slice/libpod-abc.scope/container")
        #expect(metadata.runtime == "podman" && metadata.name == "shop-web" && metadata.digest == "sha256:1234")
        let naming = WorkloadNaming(state: state, metadata: metadata)
        #expect(naming.workload == WorkloadIdentity(scope: "host", name: "registry.example/shop/web"))
    }

    @Test(arguments: [ContainersFixtures.containerdAnnotations, ContainersFixtures.crioAnnotations])
    func `names a pod's container by namespace and container`(annotations: [String: String]) {
        let naming = Self.naming(annotations, image: "registry.example/api:3.1")

        #expect(naming.workload == WorkloadIdentity(scope: "payments", name: "api"))
        #expect(!naming.isInfrastructure)
    }

    @Test(arguments: [
        ["io.kubernetes.cri.container-type": "sandbox", "io.kubernetes.cri.sandbox-namespace": "payments"],
        ["io.kubernetes.cri-o.ContainerType": "sandbox", "io.kubernetes.pod.namespace": "payments"],
        ["io.kubernetes.container.name": "POD", "io.kubernetes.pod.namespace": "payments"],
    ])
    func `takes a pause container for infrastructure`(annotations: [String: String]) {
        let naming = Self.naming(annotations, image: "registry.k8s.io/pause:3.9")

        #expect(naming.isInfrastructure)
        #expect(naming.workload == WorkloadIdentity(scope: "payments", name: "POD"))
    }

    @Test(
        arguments: [
            ([:], nil, nil, "host/web"),
            (["yagura.workload": "renamed"], nil, nil, "host/renamed"),
            ([:], "registry:5000/team/app:1.2", nil, "host/registry:5000/team/app"),
            ([:], "sha256:6260d3bae927", "my-web", "host/my-web"),
            (["com.docker.compose.project": "shop", "com.docker.compose.service": "front"], "a:1", "x", "shop/front"),
            (["com.docker.compose.project": "shop", "yagura.workload": "other/thing"], "a:1", "x", "shop/other/thing"),
            (["com.docker.compose.service": "front"], "a:1", "x", "host/a"),
        ] as [([String: String], String?, String?, String)])
    func `names workloads`(labels: [String: String], image: String?, name: String?, expected: String) {
        #expect(Self.naming(labels, image: image, name: name).workload.description == expected)
    }

    @Test(arguments: [
        ("web", "web"), ("web:1.2", "web"), ("localhost:5000/web", "localhost:5000/web"),
        ("a/b:1@sha256:00ff", "a/b"), ("sha256:00ff", nil), (String(repeating: "a", count: 64), nil), ("", nil),
    ])
    func `finds the repository of an image`(reference: String, repository: String?) {
        #expect(ImageReference.repository(reference) == repository)
    }

    @Test func `escapes names that would play another`() {
        let naming = Self.naming(["yagura.workload": "a\nb\u{1B}[2J\u{202E}"], image: nil)

        #expect(naming.workload.name == #"a\x0ab\x1b[2J\xe2\x80\xae"#)
    }

    @Test(arguments: [
        "{}", "[]", "null", "7", #""x""#, #"{"init_process_pid": "1", "config": {}, "cgroup_paths": {"": "/x"}}"#,
        #"{"init_process_pid": -4, "config": {}, "cgroup_paths": {"": "/x"}}"#,
        #"{"init_process_pid": 99999999999, "config": {}, "cgroup_paths": {"": "/x"}}"#,
        #"{"init_process_pid": 1, "config": [], "cgroup_paths": {"": "/x"}}"#,
        #"{"init_process_pid": 1, "config": {}, "cgroup_paths": {"": 4}}"#,
        #"{"init_process_pid": 1, "config": {}}"#,
    ])
    func `words what is wrong with a state file`(text: String) throws {
        let file = try JSONParser.parse(text)

        #expect(throws: ContainerProblem.self) { try RuncState.parse(file, id: "x") }
        #expect(throws: ContainerProblem.self) { try CrunLayout.parse(file, id: "x") }
    }

    @Test func `tolerates wrong types where nothing depends on them`() throws {
        let file = try JSONParser.parse(
            #"""
            {"init_process_pid": 5, "init_process_start": "soon", "cgroup_paths": {"": "/x", "cpu": 7},
            "config": {"rootfs": 4, "labels": ["a=b=c", 7, "none", "bundle=/b", "=v"]}}
            """#)

        let state = try RuncState.parse(file, id: "x")

        #expect(state.initStartTicks == 0 && state.rootPath == nil && state.bundle == "/b")
        #expect(state.annotations == ["a": "b=c", "": "v"])
        #expect(state.cgroupPaths == ["": "/x"])
    }

    private static func naming(_ labels: [String: String], image: String?, name: String? = nil) -> WorkloadNaming {
        let state = RuntimeState(
            id: "id", initPid: 1, initStartTicks: 0, bundle: "/srv/bundles/web", annotations: labels, cgroupPaths: [:])
        return WorkloadNaming(
            state: state, metadata: ContainerMetadata(runtime: "runc", name: name, image: image, labels: labels))
    }
}
