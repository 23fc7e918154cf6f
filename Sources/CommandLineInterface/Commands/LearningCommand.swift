internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct LearningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learning",
        abstract: "Show what was learned and how complete it is, or decide about it.",
        discussion: """
            Examples:
              yagura learning show
              yagura learning show host/web
              yagura learning complete host/web
            """,
        subcommands: [Show.self, Complete.self, Restart.self])

    struct Show: AgentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what was learned, and what is missing until learning is complete.",
            discussion: """
                Examples:
                  yagura learning show
                  yagura learning show host/web --json
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: WorkloadHelp.orAll) var workload: String?

        func perform(_ call: AgentCall) throws(CommandFailure) {
            let request = ControlRequest.learning(LearningArguments(action: .show, workload: workload))
            try call.list(request) { (answers: [LearningAnswer]) throws(CommandFailure) in
                for (index, answer) in answers.enumerated() {
                    if index > 0 { try call.console.print("") }
                    try LearningReport(answer).print(to: call.console)
                }
            }
        }
    }

    struct Complete: AgentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declare learning complete: your word, carried in every later alert. Needs root.",
            discussion: """
                Examples:
                  sudo yagura learning complete host/web
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: WorkloadHelp.orAll) var workload: String?

        func perform(_ call: AgentCall) throws(CommandFailure) {
            try LearningCommand.decide(.complete, workload, call)
        }
    }

    struct Restart: AgentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget what was learned and learn anew. Needs root.",
            discussion: """
                Examples:
                  sudo yagura learning restart host/web
                """)

        @OptionGroup var common: CommonOptions
        @Argument(help: WorkloadHelp.orAll) var workload: String?

        func perform(_ call: AgentCall) throws(CommandFailure) {
            try LearningCommand.decide(.restart, workload, call)
        }
    }

    private static func decide(
        _ action: LearningArguments.Action, _ workload: String?, _ call: AgentCall
    ) throws(CommandFailure) {
        let request = ControlRequest.learning(LearningArguments(action: action, workload: workload))
        try call.list(request) { (answers: [LearningAnswer]) throws(CommandFailure) in
            for answer in answers {
                try call.console.print("\(answer.workload): \(answer.state.text). \(answer.words)")
            }
        }
    }
}

enum WorkloadHelp {
    static let orAll: ArgumentHelp = "The workload: scope/name, or the name where it is unambiguous. Default: all."
    static let only: ArgumentHelp = "Only this workload: scope/name, or the name where it is unambiguous."
}

/// One workload's learning: its state, the families, the words, and what was learned.
private struct LearningReport {
    let answer: LearningAnswer

    init(_ answer: LearningAnswer) {
        self.answer = answer
    }

    func print(to console: any Console) throws(CommandFailure) {
        let watched = Figures.duration(
            answer.watchedSeconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue)
        var head =
            "\(answer.workload): \(answer.state.text)\(answer.isDrifting ? ", drifting" : ""), watched for \(watched)"
        if answer.timeScale != 1 { head += ", 1 s counts as \(answer.timeScale) s" }
        if let declaredBy = answer.declaredBy { head += ", declared complete by \(declaredBy)" }
        try console.print(head)
        var families = Table(LearningTable.columns + [.number("PROBATION"), .text("NEXT STATE")])
        for family in answer.families {
            families.add(LearningTable.cells(family) + ["\(family.probation)", Figures.time(family.expected)])
        }
        try console.print(families)
        for family in answer.families where !family.words.isEmpty {
            try console.print("\(family.family): \(family.words)")
        }
        if !answer.words.isEmpty { try console.print("in total: \(answer.words)") }
        var items = Table([.text("FAMILY"), .flexible("CONTEXT"), .flexible("ITEM"), .number("SEEN"), .text("STATE")])
        for item in answer.learned {
            items.add([item.family, item.context, item.item, "\(item.support)", item.isKnown ? "known" : "probation"])
        }
        try console.print(items)
        if answer.leftOut > 0 { try console.print("and \(answer.leftOut) more") }
    }
}
