internal import BehaviourModel
internal import LinuxKernel
internal import WireProtocol

/// `yagura-canary` while it runs: it makes and removes all that the act needs, and ends with us, however we end.
struct CanaryProgram {
    let cgroup: String
    /// The canary's first process.
    let pid: Int32
    private let program: DetachedProgram

    /// How long a step of its own may take.
    private static let patience: Duration = .seconds(10)

    /// Starts it, and waits until the canary runs. Fails with `impossible` where the host does not allow it.
    static func start(_ kind: TestArguments.Kind, _ plan: CanaryPlan) throws(CommandFailure) -> CanaryProgram {
        let path = OwnProcess.directory + "/yagura-canary"
        guard (try? Directory.working.status(path)) != nil else {
            throw CommandFailure(.impossible, "\(path) is missing: install it beside yagura")
        }
        do throws(SystemCallError) {
            let layout = try CgroupLayout.current()
            guard let folder = layout.unified ?? layout.controllers["freezer"] else {
                throw SystemCallError(call: "look for", object: "cgroup v2 or v1 freezer", number: .noEntry)
            }
            let cgroup = "\(folder)/yagura-canary-\(name)"
            let program = try DetachedProgram(path, arguments: ["run", kind.rawValue, plan.path, cgroup])
            let words = try hear("ready", from: program)
            return CanaryProgram(cgroup: cgroup, pid: words.first.flatMap { Int32($0) } ?? 0, program: program)
        } catch {
            throw CommandFailure(.impossible, "this host does not let a canary be made: \(error)")
        }
    }

    /// Does the act; when it began, nanoseconds since boot.
    func act() throws(CommandFailure) -> UInt64 {
        do throws(SystemCallError) {
            try program.send(Array("act".utf8))
            return try Self.hear("done", from: program).first.flatMap { UInt64($0) } ?? 0
        } catch {
            throw CommandFailure(.impossible, "the canary could not act: \(error)")
        }
    }

    /// Lets it remove everything; false when something is still there.
    func end() -> Bool {
        program.hangUp()
        _ = try? program.hasEnded(within: Self.patience)
        return (try? Directory.working.status(cgroup)) == nil
    }

    /// The words behind the expected first one; what failed, as an error.
    private static func hear(
        _ expected: Substring, from program: DetachedProgram
    ) throws(SystemCallError) -> ArraySlice<Substring> {
        guard let bytes = try program.receive(within: patience) else {
            throw SystemCallError(call: "wait for", object: "yagura-canary", number: .timedOut)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split(separator: " ")
        guard words.first == expected else {
            throw SystemCallError(
                call: text.isEmpty ? "yagura-canary ended" : EscapedText.string(text), number: .inputOutput)
        }
        return words.dropFirst()
    }

    /// Nobody can guess it, and no two are alike.
    private static var name: String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
