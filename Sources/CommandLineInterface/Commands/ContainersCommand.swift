internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct ContainersCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "containers",
        abstract: "List the running containers.",
        discussion: """
            VISIBLE says "partly" for containers older than audit: their processes' connections and files are unseen \
            until they restart, unless the host was booted with audit=1. Their programs are seen.

            Examples:
              yagura containers
              yagura containers --json | jq -r 'select(.state == "frozen") | .id'
            """)

    @OptionGroup var common: CommonOptions

    func perform(_ call: AgentCall) throws(CommandFailure) {
        try call.list(.containers) { (containers: [ContainerAnswer]) throws(CommandFailure) in
            var table = Table([
                .text("ID"), .flexible("NAME"), .flexible("WORKLOAD"), .text("RUNTIME"), .text("STATE"), .text("MODE"),
                .number("PROCESSES"), .number("EVENTS"), .number("LOST"), .text("VISIBLE"), .text("STARTED"),
            ])
            for container in containers {
                table.add([
                    Figures.short(container.id), container.name, container.workload.description, container.runtime,
                    container.state.text, container.mode.text, "\(container.processes)", "\(container.events)",
                    "\(container.lost)", container.isPartlyVisible ? "partly" : "fully",
                    Figures.time(container.started),
                ])
            }
            try call.console.print(table)
            for reason in Set(containers.compactMap(\.visibilityReason)).sorted() {
                call.console.complain("partly: \(PrintableText.checked(reason))\n")
            }
        }
    }
}
