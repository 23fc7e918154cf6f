internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct RespondCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "respond",
        abstract: "Act on a container, or list the leases that run.",
        discussion: """
            Each act but thaw, release and kill is a lease: it ends by itself, also when the agent is gone. A target is a \
            container's id, the beginning of one, a name, or a workload with one container. Freezing needs group yagura, \
            all else root. What this host or this version of the agent cannot do ends with 7.

            Examples:
              yagura respond list
              yagura respond freeze web --for 30s
              yagura respond freeze web --dry-run
              sudo yagura respond thaw web
            """,
        subcommands: [
            Freeze.self, Thaw.self, Isolate.self, Release.self, Tighten.self, Kill.self, List.self,
        ])

    struct Freeze: LeaseCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop every process of a container, for a time.",
            discussion: """
                Examples:
                  yagura respond freeze web --for 30s
                  yagura respond freeze web --dry-run
                """)
        static let action = RespondArguments.Action.freeze

        @OptionGroup var common: CommonOptions
        @OptionGroup var act: ActOptions
        @OptionGroup var lease: LeaseOptions
    }

    struct Thaw: ActCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a freeze.",
            discussion: """
                Examples:
                  sudo yagura respond thaw web
                """)
        static let action = RespondArguments.Action.thaw

        @OptionGroup var common: CommonOptions
        @OptionGroup var act: ActOptions
    }

    struct Isolate: LeaseCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cut a container off the network, for a time.",
            discussion: """
                Examples:
                  sudo yagura respond isolate web --for 5m
                """)
        static let action = RespondArguments.Action.isolate

        @OptionGroup var common: CommonOptions
        @OptionGroup var act: ActOptions
        @OptionGroup var lease: LeaseOptions
    }

    struct Release: ActCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an isolation.",
            discussion: """
                Examples:
                  sudo yagura respond release web
                """)
        static let action = RespondArguments.Action.release

        @OptionGroup var common: CommonOptions
        @OptionGroup var act: ActOptions
    }

    struct Tighten: LeaseCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forbid system calls to a container's running processes. Cannot be undone for them.",
            discussion: """
                Examples:
                  sudo yagura respond tighten web --dry-run
                """)
        static let action = RespondArguments.Action.tighten

        @OptionGroup var common: CommonOptions
        @OptionGroup var act: ActOptions
        @OptionGroup var lease: LeaseOptions
    }

    struct Kill: ActCommand {
        static let configuration = CommandConfiguration(
            abstract: "Kill every process of a container. Cannot be undone.",
            discussion: """
                Examples:
                  sudo yagura respond kill web
                """)
        static let action = RespondArguments.Action.kill

        @OptionGroup var common: CommonOptions
        @OptionGroup var act: ActOptions
    }

    struct List: AgentCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the leases that run.",
            discussion: """
                Examples:
                  yagura respond list --json
                """)

        @OptionGroup var common: CommonOptions

        func perform(_ call: AgentCall) throws(CommandFailure) {
            try call.list(.respond(RespondArguments(action: .list))) { (leases: [LeaseAnswer]) throws(CommandFailure) in
                var table = Table([
                    .text("LEASE"), .text("ACTION"), .text("STATE"), .flexible("CONTAINER"), .flexible("WORKLOAD"),
                    .flexible("OWNER"), .text("SINCE"), .text("UNTIL"), .flexible("REASON"),
                ])
                for lease in leases {
                    table.add([
                        lease.lease ?? "-", lease.action, lease.state.text, lease.containerName,
                        lease.workload.description, lease.owner, Figures.time(lease.since), Figures.time(lease.until),
                        lease.reason,
                    ])
                }
                try call.console.print(table)
            }
        }
    }
}

/// What every act takes.
struct ActOptions: ParsableArguments {
    @Argument(help: "A container's id, the beginning of one, a name, or a workload.") var target: String
    @Flag(help: "Say what would be done, do nothing.") var dryRun = false
}

/// What an act that ends by itself takes.
struct LeaseOptions: ParsableArguments {
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "How long the lease shall run. Default: response.lease of the configuration.", valueName: "duration"),
        transform: { try DurationArgument.parse($0) })
    var duration: Duration?
}

/// An act on one container.
protocol ActCommand: AgentCommand {
    static var action: RespondArguments.Action { get }
    var act: ActOptions { get }
    var duration: Duration? { get }
}

/// An act that is a lease.
protocol LeaseCommand: ActCommand {
    var lease: LeaseOptions { get }
}

extension LeaseCommand {
    var duration: Duration? { lease.duration }
}

extension ActCommand {
    var duration: Duration? { nil }

    func perform(_ call: AgentCall) throws(CommandFailure) {
        let request = ControlRequest.respond(
            RespondArguments(action: Self.action, target: act.target, duration: duration, isDryRun: act.dryRun))
        try call.list(request) { (leases: [LeaseAnswer]) throws(CommandFailure) in
            for lease in leases {
                var text = "\(lease.action) \(lease.containerName): \(lease.isDryRun ? "dry run" : lease.state.text)"
                if let name = lease.lease { text += ", lease \(name)" }
                if let until = lease.until { text += ", until \(Figures.time(until))" }
                try call.console.print(lease.words.isEmpty ? text : "\(text). \(lease.words)")
            }
        }
    }
}
