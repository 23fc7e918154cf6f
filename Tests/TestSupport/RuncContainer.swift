import Glibc

/// One real container.
package final class RuncContainer {
    package let id: String
    /// The bundle's folder; its last component names the workload.
    package let bundle: String
    package let stateRoot: String
    /// The overlay's upper folder; nil on a plain root.
    package let upper: String?
    private var isRemoved = false

    init(id: String, bundle: String, stateRoot: String, upper: String?) {
        self.id = id
        self.bundle = bundle
        self.stateRoot = stateRoot
        self.upper = upper
    }

    deinit { remove() }

    package var rootfs: String { "\(bundle)/rootfs" }

    /// The first process, in the initial pid namespace.
    package var initPid: pid_t {
        get throws {
            let text = try readText("\(bundle)/pid")
            return pid_t(text.filter { $0.isNumber }) ?? 0
        }
    }

    /// `runc run --detach`: create and start in one.
    package func start() throws {
        try runc(["run", "--detach", "--bundle", bundle, "--pid-file", "\(bundle)/pid", id])
    }

    /// `runc create`: everything is set up, the program does not run yet.
    package func create() throws {
        try runc(["create", "--bundle", bundle, "--pid-file", "\(bundle)/pid", id])
    }

    /// `runc start` after `create`.
    package func startCreated() throws { try runc(["start", id]) }

    /// `runc run` in the foreground: returns when the container has ended and been removed by runc.
    @discardableResult
    package func runToEnd() throws -> CommandResult {
        try Command.run(["runc", "--root", stateRoot, "run", "--bundle", bundle, id])
    }

    /// The same without waiting.
    package func runInBackground() throws -> Command {
        try Command(["runc", "--root", stateRoot, "run", "--bundle", bundle, id])
    }

    /// Runs a command inside by `runc exec`, to its end.
    @discardableResult
    package func exec(_ arguments: [String]) throws -> CommandResult {
        try Command.run(["runc", "--root", stateRoot, "exec", id] + arguments)
    }

    /// Runs a command inside in the background; end it before the container.
    package func execInBackground(_ arguments: [String]) throws -> Command {
        try Command(["runc", "--root", stateRoot, "exec", id] + arguments)
    }

    package func kill(_ signal: String = "KILL") throws { try runc(["kill", id, signal]) }
    package func delete() throws { try runc(["delete", id]) }
    package func pause() throws { try runc(["pause", id]) }
    package func resume() throws { try runc(["resume", id]) }

    /// Ends and removes it whatever its state, and unmounts its root.
    package func remove() {
        guard !isRemoved else { return }
        isRemoved = true
        if fileExists("\(stateRoot)/\(id)") {
            // A frozen v1 cgroup cannot be killed.
            _ = try? Command.run(["runc", "--root", stateRoot, "resume", id])
            _ = try? Command.run(["runc", "--root", stateRoot, "delete", "--force", id])
        }
        umount2(rootfs, Int32(MNT_DETACH))
        removeTree(bundle)
    }

    @discardableResult
    private func runc(_ arguments: [String]) throws -> String {
        try Command.must(["runc", "--root", stateRoot] + arguments)
    }
}
