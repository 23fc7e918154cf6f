import Glibc

/// A docker engine of the test's own, beside any other: own data, own runtime folders, no network set up on the host.
package final class DockerEngine {
    package let scratch: ScratchFolder
    /// What the agent is configured with: `--data-root` and `--exec-root` of the engine.
    package let root: String
    package let execRoot: String
    /// The cgroup below which its containers live.
    package let cgroupParent: String
    /// The image that `run` uses: a static busybox.
    package static let image = "yagura-test:1"
    private let socket: String
    private let daemon: Command
    private let client: String
    private var containers: [String] = []

    /// Starts the engine and imports the image; takes up to ten seconds.
    package init() throws {
        scratch = try ScratchFolder()
        root = "\(scratch.path)/data"
        execRoot = "\(scratch.path)/exec"
        socket = "\(scratch.path)/d.sock"
        cgroupParent = "/yagura-docker-\(UInt32.random(in: .min ... .max))"
        client = fileExists("/usr/bin/docker") ? "/usr/bin/docker" : "docker"
        daemon = try Command([
            "dockerd", "--data-root", root, "--exec-root", execRoot, "-H", "unix://\(socket)", "--pidfile",
            "\(scratch.path)/pid",
            "--bridge=none", "--iptables=false", "--cgroup-parent", cgroupParent, "--config-file",
            "\(scratch.path)/none.json",
        ])
        try writeFile("\(scratch.path)/none.json", "{}")
        let isReady = try eventually(within: 60) {
            guard daemon.isRunning else {
                throw CommandFailure(command: ["dockerd"], status: 1, output: "", errors: daemon.errors)
            }
            return try fileExists(socket) && docker(["version"]).status == 0
        }
        guard isReady else { throw CommandFailure(command: ["dockerd"], status: -1, output: "", errors: daemon.errors) }
        let image = "\(scratch.path)/image"
        try RootFilesystem.make(at: image)
        try Command.must(["tar", "-C", image, "-cf", "\(scratch.path)/image.tar", "."])
        try must(["import", "\(scratch.path)/image.tar", DockerEngine.image])
        removeTree(image)
    }

    deinit { stop() }

    /// `docker run --detach`; the container's id.
    package func run(
        name: String, options: [String] = [], arguments: [String] = ["/bin/sleep", "1000"]
    ) throws -> String {
        let output = try must(
            ["run", "--detach", "--network", "none", "--name", name] + options + [DockerEngine.image] + arguments)
        let id = String(output.prefix { $0.isHexDigit })
        containers.append(id)
        return id
    }

    /// `docker exec` without waiting.
    package func execInBackground(_ container: String, _ arguments: [String]) throws -> Command {
        try Command([client, "-H", "unix://\(socket)", "exec", container] + arguments, environment: environment)
    }

    @discardableResult
    package func must(_ arguments: [String], seconds: Double = 60) throws -> String {
        try Command.must([client, "-H", "unix://\(socket)"] + arguments, environment: environment, seconds: seconds)
    }

    @discardableResult
    package func docker(_ arguments: [String], seconds: Double = 60) throws -> CommandResult {
        try Command.run([client, "-H", "unix://\(socket)"] + arguments, environment: environment, seconds: seconds)
    }

    /// Removes its containers, ends the engine and takes its cgroups away.
    package func stop() {
        if !containers.isEmpty { _ = try? docker(["rm", "--force"] + containers) }
        containers = []
        daemon.signal(SIGTERM)
        if daemon.wait(seconds: 20) == nil {
            daemon.signal(SIGKILL)
            _ = daemon.wait(seconds: 5)
        }
        for hierarchy in entries(of: "/sys/fs/cgroup") { rmdir("/sys/fs/cgroup/\(hierarchy)\(cgroupParent)") }
        rmdir("/sys/fs/cgroup\(cgroupParent)")
    }

    /// The client's own settings stay out of it.
    private var environment: [String: String] { ["DOCKER_CONFIG": scratch.path, "DOCKER_HOST": ""] }
}
