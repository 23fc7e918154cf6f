import Glibc

/// A runc of the test's own: a state folder nobody else looks at, and everything in it gone with the test.
package final class RuncHost {
    package let scratch: ScratchFolder
    /// What the agent is configured with: `--root` of runc.
    package let stateRoot: String
    private let image: String
    private var containers: [RuncContainer] = []

    package init() throws {
        scratch = try ScratchFolder()
        stateRoot = "\(scratch.path)/run"
        image = "\(scratch.path)/image"
        try makeFolder(stateRoot)
        try RootFilesystem.make(at: image)
    }

    deinit { removeAll() }

    /// Writes a bundle and runs it detached; the container runs when this returns.
    package func run(_ bundle: RuncBundle, id: String? = nil) throws -> RuncContainer {
        let container = try prepare(bundle, id: id)
        try container.start()
        return container
    }

    /// Writes a bundle; nothing runs yet.
    package func prepare(_ bundle: RuncBundle, id: String? = nil) throws -> RuncContainer {
        let id = id ?? "yagura-\(bundle.name)-\(UInt32.random(in: .min ... .max))"
        let folder = "\(scratch.path)/bundles/\(id)/\(bundle.name)"
        let rootfs = "\(folder)/rootfs"
        try makeFolder(rootfs)
        switch bundle.root {
        case .plain:
            rmdir(rootfs)
            try RootFilesystem.make(at: rootfs)
        case .overlay:
            try makeFolder("\(folder)/upper")
            try makeFolder("\(folder)/work")
            let options = "lowerdir=\(image),upperdir=\(folder)/upper,workdir=\(folder)/work"
            guard mount("yagura-test", rootfs, "overlay", 0, options) == 0 else {
                throw FileFailure("mount overlay", rootfs)
            }
        }
        try writeFile("\(folder)/config.json", bundle.configuration)
        let container = RuncContainer(
            id: id, bundle: folder, stateRoot: stateRoot, upper: bundle.root == .overlay ? "\(folder)/upper" : nil)
        containers.append(container)
        return container
    }

    /// Ends and removes every container of this host.
    package func removeAll() {
        for container in containers { container.remove() }
        containers = []
    }
}
