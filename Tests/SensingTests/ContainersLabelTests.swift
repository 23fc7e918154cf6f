import BehaviourModel
import Testing

@testable import Sensing

/// What an image says of itself must not choose its baseline, its mode or its protection.
@Suite struct ContainersLabelTests {
    @Test func `docker's labels count without those of the image`() throws {
        let metadata = try metadata(
            own: ["com.docker.compose.project": "shop", "com.docker.compose.service": "front"],
            image: ["yagura.workload": "bank", "maintainer": "x"])
        let naming = WorkloadNaming(state: Self.state, metadata: metadata)

        #expect(metadata.labels == ["com.docker.compose.project": "shop", "com.docker.compose.service": "front"])
        #expect(naming.workload.description == "shop/front")
        #expect(!metadata.hasUnbelievedLabels)
    }

    @Test func `a label that the operator gave another value is the operator's`() throws {
        let metadata = try metadata(own: ["yagura.mode": "enforce"], image: ["yagura.mode": "observe"])

        #expect(metadata.labels == ["yagura.mode": "enforce"])
    }

    @Test func `where the image's labels cannot be read none is believed, and that is said`() throws {
        let metadata = try metadata(own: ContainersFixtures.hostileLabels, image: nil)
        let naming = WorkloadNaming(state: Self.state, metadata: metadata)

        #expect(metadata.labels.isEmpty && metadata.hasUnbelievedLabels)
        #expect(naming.workload.description == "host/web" && !naming.isInfrastructure)
    }

    @Test(
        arguments: [
            ("k8s_api_api-7f9c-x2_payments_5ad1-00_0", "payments/api", false),
            ("k8s_POD_api-7f9c-x2_payments_5ad1-00_0", "payments/POD", true),
            ("k8s_POD_api-7f9c-x2_payments_5ad1-00_0_2b3c", "payments/POD", true),  // dockershim after a clash
            ("k8s_POD", "host/web", false), ("k8s_POD_____", "host/web", false),
            ("xk8s_POD_a_b_c_0", "host/web", false), ("my-web", "host/web", false),
        ] as [(String, String, Bool)])
    func `a pod's container under docker is known by its name alone`(name: String, workload: String, isPause: Bool) {
        let metadata = ContainerMetadata(
            runtime: "docker", name: name, image: "web:1",
            labels: ContainersFixtures.hostileLabels.filter {
                $0.key.hasPrefix("io.kubernetes")
            })
        let naming = WorkloadNaming(state: Self.state, metadata: metadata)

        #expect(naming.workload.description == workload)
        #expect(naming.isInfrastructure == isPause)
    }

    @Test func `podman's annotations may be the image's, and name nothing`() {
        var state = Self.state
        state.annotations = ContainersFixtures.hostileLabels
        state.annotations["io.container.manager"] = "libpod"
        state.annotations["io.kubernetes.cri-o.ContainerType"] = "sandbox"
        state.annotations["io.podman.annotations.image"] = "bank:1"
        let metadata = StorageMetadata.fromAnnotations(state)
        let naming = WorkloadNaming(state: state, metadata: metadata)

        #expect(metadata.runtime == "podman" && metadata.labels.isEmpty && metadata.image == nil)
        #expect(!naming.isInfrastructure && naming.workload.scope == "host")
    }

    @Test(
        arguments: [
            ("overlay2", "image/overlay2/imagedb/content/sha256"),
            ("fuse-overlayfs", "image/fuse-overlayfs/imagedb/content/sha256"),
            ("../..", nil), ("a/b", nil), ("", nil), ("A", nil),
        ] as [(String, String?)])
    func `a driver's name becomes a folder only when it is plain`(driver: String, folder: String?) {
        #expect(DockerLayout.imageFolder(driver: driver) == folder)
    }

    @Test(
        arguments: [
            ("sha256:" + String(repeating: "0a", count: 32), String(repeating: "0a", count: 32)),
            ("sha256:" + String(repeating: "0A", count: 32), nil), ("sha256:../../x", nil), ("sha256:", nil), ("", nil),
            ("md5:" + String(repeating: "0a", count: 32), nil),
        ] as [(String, String?)])
    func `a digest becomes a file's name only when it is one`(digest: String, name: String?) {
        #expect(DockerLayout.imageFile(digest: digest) == name)
    }

    @Test(
        arguments: [
            (#"{"config":{"Labels":{"a":"b","c":7}}}"#, ["a": "b"]), (#"{"config":{"Labels":null}}"#, [:]), ("{}", [:]),
            (#"{"config":[]}"#, [:]), ("[]", nil), ("7", nil),
        ] as [(String, [String: String]?)])
    func `reads an image's labels`(text: String, labels: [String: String]?) throws {
        #expect(DockerLayout.labels(ofImage: try JSONParser.parse(text)) == labels)
    }

    private static let state = RuntimeState(
        id: "id", initPid: 1, initStartTicks: 0, bundle: "/srv/bundles/web", annotations: [:], cgroupPaths: [:])

    /// Of a container of image `web`, as docker merges both lists.
    private func metadata(own: [String: String], image: [String: String]?) throws -> ContainerMetadata {
        let merged = (image ?? [:]).merging(own) { $1 }
        let labels = JSONValue.object(JSONObject(merged.map { ($0.key, .string($0.value)) }))
        return try DockerLayout.parse(
            ["Name": "/web", "Image": "sha256:0a", "Config": ["Image": "web:1", "Labels": labels]], path: "c",
            imageLabels: image)
    }
}
