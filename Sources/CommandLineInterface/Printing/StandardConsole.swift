internal import LinuxKernel
internal import WireProtocol

/// The process's own output and error output.
final class StandardConsole: Console {
    private let output = Descriptor(owning: 1)
    private let errors = Descriptor(owning: 2)

    var columns: Int? { Terminal.columns(of: output.number) }
    var showsProgress: Bool { Terminal.isTerminal(errors.number) }

    func write(_ text: String) throws(CommandFailure) {
        do throws(SystemCallError) {
            try Self.writeAll(text, to: output)
        } catch {
            // A reader such as `head` has had enough: that is no failure of ours.
            if error.number == .brokenPipe { throw CommandFailure(.done, "") }
            throw CommandFailure(.failed, "cannot write the output: \(error)")
        }
    }

    func complain(_ text: String) {
        try? Self.writeAll(text, to: errors)
    }

    /// Also to a descriptor that another program has set not to block.
    private static func writeAll(_ text: String, to descriptor: borrowing Descriptor) throws(SystemCallError) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            if let count = try descriptor.write(bytes.span.extracting(done..<bytes.count)) {
                done += count
            } else {
                _ = try descriptor.wait(for: .writable, within: nil)
            }
        }
    }
}
