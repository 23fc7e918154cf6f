import BehaviourModel

// What these parse is a module's own: `@testable` needs a build for tests.
#if DEBUG
    @testable import Sensing

    extension FuzzEntry {
        static let runtimeFiles = [
            FuzzEntry(
                "runtime-state", "state files of runc (docker's and containerd's are the same) and crun",
                seeds: { try Seeds.folder("runtime-state") }
            ) { bytes in
                guard let file = try? JSONParser.parse(bytes) else { return }
                for state in [try? RuncState.parse(file, id: "id"), try? CrunLayout.parse(file, id: "id")] {
                    guard var state else { continue }
                    expect(state.initPid > 0, "a pid is one that a kernel gives")
                    let metadata = StorageMetadata.fromAnnotations(state)
                    name(state, metadata)
                    state.annotations = BundleAnnotations.parse(file)
                    name(state, ContainerMetadata(runtime: "runc", labels: state.annotations))
                }
            },
            FuzzEntry(
                "runtime-metadata", "docker's config.v2.json, containers.json of containers/storage, a bundle's config.json",
                seeds: { try Seeds.folder("runtime-metadata") }
            ) { bytes in
                guard let file = try? JSONParser.parse(bytes) else { return }
                let state = RuntimeState(
                    id: "abc", initPid: 1, initStartTicks: 0, annotations: BundleAnnotations.parse(file),
                    cgroupPaths: [:])
                name(state, ContainerMetadata(runtime: "crun", labels: state.annotations))
                for labels in [DockerLayout.labels(ofImage: file), [:]] {
                    let docker = try? DockerLayout.parse(file, path: "config.v2.json", imageLabels: labels)
                    if let docker { name(state, docker) }
                }
                var listed = StorageMetadata.fromAnnotations(state)
                if StorageMetadata.add(file, id: "abc", to: &listed) { name(state, listed) }
            },
        ]

        /// A workload's name is printable whatever the container calls itself.
        private static func name(_ state: RuntimeState, _ metadata: ContainerMetadata) {
            let naming = WorkloadNaming(state: state, metadata: metadata)
            for text in [naming.name, naming.workload.name, naming.workload.scope] {
                expect(!text.isEmpty, "a container has a name")
                expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "which is printable: \(text)")
            }
            if let image = metadata.image { _ = ImageReference.digest(image) }
        }
    }
#else
    extension FuzzEntry { static let runtimeFiles: [FuzzEntry] = [] }
#endif
