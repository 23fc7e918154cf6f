internal import BehaviourModel
internal import Detection
internal import Sensing
internal import WireProtocol

extension CanaryPlan {
    /// What the agent could not miss: an act that touches one of its tripwires, seen by a sensor that works.
    ///
    /// Throws `.impossible` with what is missing, when there is none.
    static func make(
        _ kind: TestArguments.Kind, tripwires: [Tripwire], sensitivePaths: [SensitivePath], sensors: [SensorFact],
        mode: OperatingMode
    ) throws(ControlProblem) -> CanaryPlan {
        if let processes = sensors.first(where: { $0.name == .procfs }), processes.state == .failed {
            throw ControlProblem(.impossible, "\(kind.rawValue): \(processes.detail)")
        }
        if kind == .socket || kind == .file, let audit = sensors.first(where: { $0.name == .audit }),
            audit.state != .working, audit.state != .limited
        {
            throw ControlProblem(
                .impossible,
                "\(kind.rawValue) needs the audit sensor, which alone sees connections and files: \(audit.detail); "
                    + "exec and outside work without it")
        }
        for tripwire in tripwires {
            guard let (path, words) = act(kind, touching: tripwire.condition, sensitivePaths) else { continue }
            return CanaryPlan(kind: kind, tripwire: tripwire.name, path: path, mode: mode, words: words)
        }
        throw ControlProblem(
            .impossible, "\(kind.rawValue): none of the agent's tripwires is touched by it: \(lacking(kind))")
    }

    private static func act(
        _ kind: TestArguments.Kind, touching condition: Tripwire.Condition, _ sensitivePaths: [SensitivePath]
    ) -> (path: String, words: String)? {
        switch (kind, condition) {
        case (.exec, .execution(let origins)):
            // A file system in memory tells the origin on every kernel; a file's birth does so on newer ones.
            guard origins.contains(.memory) || origins.contains(.upper) else { return nil }
            let path = origins.contains(.memory) ? "/dev/shm/canary-act" : "/canary-act"
            return (path, "executes \(path), made after its start, below a process that listens")
        case (.socket, .socketUse(let names)):
            guard let name = names.first(where: isPlain) else { return nil }
            return ("/run/\(name)", "connects to /run/\(name), a socket of its own making")
        case (.file, .socketUse(let names)):
            let watched = sensitivePaths.first { entry in
                !entry.isFolder && entry.watch != .write && isPlainPath(entry.path)
                    && names.contains { entry.path.hasSuffix("/\($0)") }
            }
            return watched.map { ($0.path, "opens \($0.path), a file of its own making") }
        case (.outside, .leftCgroup): return ("/", "executes a program outside its cgroup")
        default: return nil
        }
    }

    private static func lacking(_ kind: TestArguments.Kind) -> String {
        switch kind {
        case .exec: "one with executes_from memory or upper"
        case .socket: "one with connects_to"
        case .file: "one with connects_to whose path is in sensitive-paths with read or all"
        case .outside: "one that leaves cgroup"
        }
    }

    /// A name that means itself in any path.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count < 64 && name.utf8.first != UInt8(ascii: ".") && name.utf8.allSatisfy(isPlain)
    }

    private static func isPlainPath(_ path: String) -> Bool {
        path.utf8.count < 96 && path.utf8.first == UInt8(ascii: "/")
            && path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                isPlain(String($0))
            }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
