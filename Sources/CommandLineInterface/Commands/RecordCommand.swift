internal import ArgumentParser
internal import BehaviourModel
internal import LinuxKernel
internal import WireProtocol

struct RecordCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record what the sensors see, into a file that the agent writes. Needs root.",
        discussion: """
            Without --for until Ctrl-C; the file is whole in any case. The file is written in the agent's view of the file \
            system, as root: its unit confines it to /var/lib/yagura and what you add to ReadWritePaths.

            Examples:
              sudo yagura record --out /var/lib/yagura/web.capture --for 5m
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: ArgumentHelp("The file to write; it must not exist yet.", valueName: "file")) var out: String
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long to record. Default: until Ctrl-C.", valueName: "duration"),
        transform: { try DurationArgument.parse($0) })
    var duration: Duration?

    func perform(_ call: AgentCall) throws(CommandFailure) {
        let arguments = RecordArguments(path: try absolute(out), duration: duration)
        try call.follow(.record(arguments), limit: call.timeout, endsOnInterrupt: true, progress: Self.words) {
            item throws(CommandFailure) in
            let answer = try RecordAnswer(item: item)
            let ended = answer.endedBy.map { ", ended by \($0)" } ?? ""
            try call.console.print("\(answer.path): \(Self.figures(answer))\(ended). \(answer.words)")
        }
    }

    /// The agent does not know our directory.
    private func absolute(_ path: String) throws(CommandFailure) -> String {
        if path.hasPrefix("/") { return path }
        do throws(SystemCallError) {
            let directory = try Directory.working.link("/proc/self/cwd")
            return String(decoding: directory, as: UTF8.self) + "/" + path
        } catch {
            throw CommandFailure(.usage, "cannot tell the current directory: \(error); give --out an absolute path")
        }
    }

    private static func words(_ progress: JSONValue) -> String? {
        (try? RecordAnswer(progress)).map { "recording: \(figures($0))" }
    }

    private static func figures(_ answer: RecordAnswer) -> String {
        let count = Figures.count(answer.observations, "observation")
        return "\(count), \(Figures.size(answer.bytes)) in \(Figures.duration(answer.elapsedNanoseconds))"
    }
}
