internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct WorkloadsCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "workloads",
        abstract: "List the workloads and how far each family is learned.",
        discussion: """
            WATCHED counts windows of one container being watched. UNSEEN is the upper bound on the share of windows with \
            something new. EXPECTED is how much that is new is to be expected in a budget period, and at most how much. A \
            family is "unseen" where each running container is older than audit: see yagura containers.

            Examples:
              yagura workloads
              yagura workloads --json | jq -r 'select(.state == "complete") | .workload.name'
            """)

    @OptionGroup var common: CommonOptions

    func perform(_ call: AgentCall) throws(CommandFailure) {
        try call.list(.workloads) { (workloads: [WorkloadAnswer]) throws(CommandFailure) in
            var table = Table(
                [.flexible("WORKLOAD"), .text("MODE"), .number("CONTAINERS")] + LearningTable.columns
                    + [.number("INCIDENTS")])
            for workload in workloads {
                var isFirst = true
                for family in workload.families {
                    let head =
                        isFirst
                        ? [workload.workload.description, workload.mode.text, "\(workload.containers)"] : ["", "", ""]
                    table.add(head + LearningTable.cells(family) + [isFirst ? "\(workload.openIncidents)" : ""])
                    isFirst = false
                }
                if isFirst {
                    let nothing = [String](repeating: "-", count: LearningTable.columns.count - 2)
                    table.add(
                        [
                            workload.workload.description, workload.mode.text, "\(workload.containers)", "-",
                            workload.state.text,
                        ]
                            + nothing + ["\(workload.openIncidents)"])
                }
            }
            try call.console.print(table)
        }
    }
}

/// The columns that say how far a family is learned.
enum LearningTable {
    static let columns: [Table.Column] = [
        .text("FAMILY"), .text("STATE"), .number("WATCHED"), .number("KNOWN"), .number("UNSEEN"), .number("EXPECTED"),
        .number("AT MOST"),
    ]

    static func cells(_ family: FamilyLearning) -> [String] {
        [
            family.family,
            family.state.text + (family.isDrifting ? ", drifting" : "")
                + (family.visibilityReason == nil ? "" : ", unseen"), "\(family.windows)",
            "\(family.known)", Figures.ppm(family.unseenPpm), Figures.milli(family.expectedNewPerPeriodMilli),
            Figures.milli(family.atMostMilli),
        ]
    }
}
