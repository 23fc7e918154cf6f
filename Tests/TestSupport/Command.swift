import Glibc

/// A program run to its end, or in the background, with its output kept in files: nothing here can block on a full pipe.
package final class Command {
    package let pid: pid_t
    private let outputPath: String
    private let errorPath: String
    private var waitStatus: Int32?
    private let name: String

    /// Starts `arguments[0]`, looked up on the path. Standard input is `/dev/null` unless `input` names a file.
    package init(
        _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null"
    ) throws {
        name = arguments.first ?? ""
        let base = "/tmp/yagura-command-\(getpid())-\(Command.number())"
        outputPath = base + ".out"
        errorPath = base + ".err"

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        // Other tests of this process hold sockets that are not closed on exec (NIO's): they are no child's.
        // (`closefrom` of glibc is not seen from Swift; closing what is not open does no harm.)
        for descriptor in Int32(3)..<1_024 { posix_spawn_file_actions_addclose(&actions, descriptor) }

        // A test runner may block signals; its children shall not inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = Command.environment(environment).map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, name, &actions, &attributes, &argv, &envp)
        guard failure == 0 else {
            unlink(outputPath)
            unlink(errorPath)
            throw CommandFailure(
                command: arguments, status: failure, output: "", errors: String(cString: strerror(failure)))
        }
        pid = child
    }

    deinit {
        if waitStatus == nil {
            kill(pid, SIGKILL)
            _ = wait(seconds: 5)
        }
        unlink(outputPath)
        unlink(errorPath)
    }

    /// What it wrote so far.
    package var output: String { Command.text(outputPath) }
    package var errors: String { Command.text(errorPath) }

    package var isRunning: Bool {
        reap(WNOHANG)
        return waitStatus == nil
    }

    /// Its exit status (128 + signal when one ended it); nil when it still runs after `seconds`.
    package func wait(seconds: Double) -> Int32? {
        let deadline = monotonicSeconds() + seconds
        while true {
            reap(WNOHANG)
            if let waitStatus {
                let signal = waitStatus & 0x7F
                return signal == 0 ? (waitStatus >> 8) & 0xFF : 128 + signal
            }
            if monotonicSeconds() >= deadline { return nil }
            usleep(300)  // waitpid(2) knows no time limit
        }
    }

    package func signal(_ number: Int32) {
        reap(WNOHANG)
        if waitStatus == nil { kill(pid, number) }
    }

    /// Runs a program to its end.
    @discardableResult
    package static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null", seconds: Double = 60
    ) throws -> CommandResult {
        let command = try Command(arguments, environment: environment, input: input)
        guard let status = command.wait(seconds: seconds) else {
            throw CommandFailure(
                command: arguments, status: -1, output: command.output, errors: "ran longer than \(seconds) s")
        }
        return CommandResult(status: status, output: command.output, errors: command.errors)
    }

    /// Runs a program to its end, and throws with its words unless it ends with 0.
    @discardableResult
    package static func must(
        _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null", seconds: Double = 60
    ) throws -> String {
        let result = try run(arguments, environment: environment, input: input, seconds: seconds)
        guard result.status == 0 else {
            throw CommandFailure(
                command: arguments, status: result.status, output: result.output, errors: result.errors)
        }
        return result.output
    }

    private func reap(_ options: Int32) {
        guard waitStatus == nil else { return }
        var status: Int32 = 0
        if waitpid(pid, &status, options) == pid { waitStatus = status }
    }

    private static func environment(_ added: [String: String]) -> [String] {
        var all = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
            "LC_ALL": "C.UTF-8",
        ]
        for (key, value) in added { all[key] = value }
        return all.map { "\($0.key)=\($0.value)" }
    }

    private static func text(_ path: String) -> String { (try? readText(path)) ?? "" }

    private static func number() -> UInt64 { UInt64.random(in: .min ... .max) }
}

/// What a program that ended has said.
package struct CommandResult: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String
}

/// A program of the test's own that did not do what it was started for.
package struct CommandFailure: Error, CustomStringConvertible {
    let command: [String]
    let status: Int32
    let output: String
    let errors: String

    package var description: String {
        "\(command.joined(separator: " ")): status \(status)\n\(errors)\(output)"
    }
}
