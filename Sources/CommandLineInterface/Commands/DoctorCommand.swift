internal import ArgumentParser
internal import BehaviourModel
internal import WireProtocol

struct DoctorCommand: AgentCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check what works on this host, what does not, and what to do.",
        discussion: """
            Ends with 9 when there are problems; warnings alone end with 0.

            Examples:
              yagura doctor
              yagura doctor --json | jq -r 'select(.state == "problem") | .remedy'
            """)

    @OptionGroup var common: CommonOptions

    func perform(_ call: AgentCall) throws(CommandFailure) {
        try call.list(.doctor) { (findings: [DoctorFinding]) throws(CommandFailure) in
            var table = Table([.text("STATE"), .text("CHECK"), .flexible("FOUND")])
            for finding in findings { table.add([finding.state.text, finding.check, finding.found]) }
            try call.console.print(table)
            for finding in findings {
                if let remedy = finding.remedy { try call.console.print("\(finding.check): \(remedy)") }
            }
        }
    }
}
