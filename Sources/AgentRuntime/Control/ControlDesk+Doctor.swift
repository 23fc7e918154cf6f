internal import BehaviourModel
internal import LinuxKernel
internal import Response
internal import Synchronization
internal import WireProtocol

extension ControlDesk {
    /// What works here, what does not, and what to do about it. Ends with `problemsFound` when something is wrong.
    func doctor(_ client: ControlClient) throws(ControlProblem) {
        let sensors = sensors.facts.withLock(\.self)
        var findings = sensors.findings
        findings.append(try visibilityFinding())
        findings.append(storeFinding())
        findings.append(responseFinding())
        findings.append(streamFinding())
        findings.append(Self.daemonsFinding())
        let losses = try ask { $0.counts.losses }
        findings.append(lossFinding(losses))
        findings.forEach { client.item($0.json) }
        if findings.contains(where: { $0.state == .problem }) {
            throw ControlProblem(.problemsFound, "\(findings.count { $0.state == .problem }) problems found")
        }
    }

    private func storeFinding() -> DoctorFinding {
        if let error = store.problem {
            return DoctorFinding(
                check: "store", state: .problem, found: "\(error)",
                remedy: "make room, or repair \(facts.storeDirectory)")
        }
        return DoctorFinding(
            check: "store", state: .ok,
            found: "\(facts.storeDirectory), \(facts.storeOpening), \(store.stored) lines written")
    }

    private func responseFinding() -> DoctorFinding {
        guard let problem = responder.problem else {
            return DoctorFinding(check: "dead man's switch", state: .ok, found: facts.leaseProgram)
        }
        return DoctorFinding(
            check: "dead man's switch", state: .problem, found: problem,
            remedy: "install yagura-lease as \(facts.leaseProgram): without it nothing is frozen")
    }

    private func streamFinding() -> DoctorFinding {
        let user = facts.streamUser
        switch facts.chainKey.read() {
        case .failure(let problem):
            return DoctorFinding(
                check: "stream", state: .problem, found: problem.words,
                remedy: "give the key to root alone (chown root, chmod 0600), or enroll again")
        case .success(let key):
            let listeners = store.news.listeners.now
            let found =
                "\(facts.streamSocket) for \(Accounts.user(user) == nil ? "root alone: no user" : "the user") \(user), "
                + "\(listeners) connected, heartbeats \(key == nil ? "unsigned: no" : "signed by") \(facts.chainKey.path)"
            return DoctorFinding(check: "stream", state: .ok, found: found)
        }
    }

    /// Looked up anew: what a freeze asked for now would leave alone.
    private static func daemonsFinding() -> DoctorFinding {
        let check = "never frozen"
        do throws(SystemCallError) {
            let daemons = try RuntimeDaemons.running().map { "\($0.name) \($0.pid)" }
            let found = daemons.isEmpty ? "no container runtime's daemon runs" : daemons.joined(separator: ", ")
            return DoctorFinding(check: check, state: .ok, found: found)
        } catch {
            return DoctorFinding(
                check: check, state: .problem, found: "daemons cannot be told from containers: \(error)",
                remedy: "the agent needs CAP_SYS_PTRACE and the host's /proc; else name them in response.protected")
        }
    }

    private func lossFinding(_ losses: [LossSource: UInt64]) -> DoctorFinding {
        guard !losses.isEmpty else { return DoctorFinding(check: "losses", state: .ok, found: "none since the start") }
        let words = losses.sorted { $0.key.name < $1.key.name }.map { "\($0.value) at \($0.key.name)" }
        return DoctorFinding(
            check: "losses", state: .warning, found: words.joined(separator: ", "),
            remedy: "raise audit.backlog, or give the agent more CPU; alerts made under loss say so")
    }
}
