internal import LinuxKernel
internal import WireProtocol

/// The right to be this host's one agent, held from before anything of the host is touched to the agent's end.
///
/// Audit's rules, the runtimes' cgroups and the leases on them are the host's, whatever folders an agent is configured
/// with: a second one would remove the first one's rules as leftovers. So the lock has one place for all of them.
struct HostLock: ~Copyable {
    private static let folder = "/run/yagura"
    private static let path = folder + "/agent.lock"
    private let lock: LockFile
    /// Then it goes at the end, unless something else lies in it.
    private let hasMadeFolder: Bool

    /// - Throws: with the pid of the agent that runs already.
    static func take() throws(AgentProblem) -> HostLock {
        do throws(SystemCallError) {
            // Each turn meets an agent that has just ended and taken its file, or the folder, with it.
            for _ in 0..<8 {
                let hasMadeFolder = try Directory.working.make(folder, mode: 0o755)
                let taken: LockFile?
                do throws(SystemCallError) { taken = try LockFile.take(path) } catch {
                    if error.isGone { continue }
                    throw error
                }
                guard let lock = taken else { throw SystemCallError(call: "flock", object: path, number: .wouldBlock) }
                guard lock.isInPlace else { continue }
                try lock.note(holder: OwnProcess.pid)
                return HostLock(lock: lock, hasMadeFolder: hasMadeFolder)
            }
            throw SystemCallError(call: "flock", object: path, number: .wouldBlock)
        } catch {
            guard error.number == .wouldBlock else {
                throw AgentProblem(.failed, "cannot become this host's one agent: \(error)")
            }
            let holder = LockFile.holder(of: path).map { "process \($0)" } ?? "another process"
            throw AgentProblem(
                .impossible,
                "an agent runs on this host already (\(holder), which holds \(path)): audit's rules are the host's, "
                    + "and two agents would remove each other's; stop that one first")
        }
    }

    /// The agent has ended: nothing of it is left on the host.
    consuming func release() {
        let hasMadeFolder = hasMadeFolder
        lock.remove()
        if hasMadeFolder { _ = try? Directory.working.removeDirectory(Self.folder) }
    }
}
