internal import ArgumentParser
internal import LinuxKernel
package import WireProtocol

/// Runs one command line: parses it, performs it, says how it ended.
package struct CommandLineProgram {
    private let console: any Console
    private let defaultSocket: String

    /// - Parameter socketVariable: the value of `YAGURA_SOCKET`.
    package init(console: any Console, socketVariable: String?) {
        self.console = console
        defaultSocket = socketVariable.flatMap { $0.isEmpty ? nil : $0 } ?? CommonOptions.defaultSocket
    }

    /// Runs this process's own command line, and ends the process.
    package static func main() -> Never {
        // Writing to a connection that the agent has closed shall be an error, not the end.
        Signal.brokenPipe.ignore()
        let program = CommandLineProgram(
            console: StandardConsole(), socketVariable: Environment.value(of: "YAGURA_SOCKET"))
        let status = program.run(Array(CommandLine.arguments.dropFirst()))
        CommandTree.exit(withError: ExitCode(status.rawValue))
    }

    /// The exit status, everything said.
    package func run(_ arguments: [String]) -> ExitStatus {
        do {
            var command = try CommandTree.parseAsRoot(arguments)
            guard let agentCommand = command as? any AgentCommand else {
                // Help and the like.
                try command.run()
                return .done
            }
            try agentCommand.perform(call(for: agentCommand.common))
            return .done
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { console.complain("error: \(PrintableText.checked(failure.message))\n") }
            return failure.status
        } catch {
            return answer(error)
        }
    }

    private func call(for options: CommonOptions) -> AgentCall {
        AgentCall(
            console: console, socket: options.socket ?? defaultSocket, isJSON: options.json, timeout: options.timeout)
    }

    /// What the parser has to say: help, version and completion scripts are data, mistakes are messages.
    private func answer(_ error: any Error) -> ExitStatus {
        let message = CommandTree.fullMessage(for: error)
        guard CommandTree.exitCode(for: error) == .success else {
            let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
            console.complain(lines.map { PrintableText.checked(String($0)) }.joined(separator: "\n") + "\n")
            return .usage
        }
        do throws(CommandFailure) {
            if !message.isEmpty { try console.write(message + "\n") }
            return .done
        } catch {
            return error.status
        }
    }
}
