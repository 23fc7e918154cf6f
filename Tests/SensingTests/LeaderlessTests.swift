import Foundation
import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

struct LeaderlessTests {
    /// Ends its first thread alone (exit, not exit_group), while another one waits for the standard input to close.
    private static let program = """
        ctypes, os, sys, threading = map(__import__, ("ctypes", "os", "sys", "threading"))
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0))).start()
        print("ready", flush=True)
        ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)
        """

    @Test func `a process without its first thread has not ended until all threads have`() throws {
        let (input, output) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        defer { process.terminate() }
        let pid = process.processIdentifier
        #expect(!output.fileHandleForReading.availableData.isEmpty, "the program runs")
        let stat = ProcessStatFile(pid)
        #expect(eventually { stat.state == "Z" }, "the first thread has ended")

        var processes = LeaderlessProcesses()
        let ending = LeaderlessProcesses.Process(pid: pid, parent: 1, code: 7)
        let isHeld = processes.hold(ending)
        let isHeldAgain = processes.hold(ending)
        #expect(isHeld && isHeldAgain)
        let early = processes.takeEnded(at: 1_000_000_000)
        #expect(early.isEmpty)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        let ended = processes.takeEnded(at: 2_000_000_000)
        #expect(ended.map(\.pid) == [pid] && ended.first?.code == 7)
        let late = processes.takeEnded(at: 3_000_000_000)
        let isHeldLater = processes.hold(ending)
        #expect(late.isEmpty && !isHeldLater)
    }

    private struct ProcessStatFile {
        let path: String
        init(_ pid: Int32) { path = "/proc/\(pid)/stat" }
        var state: String? {
            guard let bytes = try? [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) else { return nil }
            return ProcessStat(bytes.span).map { String(UnicodeScalar($0.state)) }
        }
    }
}
