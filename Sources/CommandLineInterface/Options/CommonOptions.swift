internal import ArgumentParser
internal import BehaviourModel

/// What every command takes, before or after its name.
struct CommonOptions: ParsableArguments {
    @Flag(help: "Print JSON: one object, for lists and streams one object a line.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "The agent's control socket. Default: $YAGURA_SOCKET, else \(CommonOptions.defaultSocket).",
            valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp("Give up after this time, such as 30s or 10m.", valueName: "duration"),
        transform: { try DurationArgument.parse($0) })
    var timeout: Duration?

    static let defaultSocket = "/run/yagura/control.sock"
}

/// Durations and moments among the arguments, with what was expected said when they are something else.
enum DurationArgument {
    static func parse(_ text: String) throws -> Duration {
        do {
            let duration = try DurationText.parse(text)
            guard duration > .zero else { throw ValidationError("expected a duration longer than zero") }
            return duration
        } catch let error as TextValueError {
            throw ValidationError("expected \(error.expectation)")
        }
    }
}
