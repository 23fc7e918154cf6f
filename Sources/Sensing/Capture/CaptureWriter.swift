package import BehaviourModel
package import LinuxKernel

/// Writes a capture into a new file.
///
/// Encoding happens on the caller's thread, into memory that is used again; the disk is asked once for each 256 KiB. A file
/// that is cut off, by a full disk or a killed agent, is a capture up to its last whole line.
package struct CaptureWriter: ~Copyable, Sendable {
    /// What has been taken so far.
    package private(set) var figures = CaptureFigures()
    private let file: Descriptor
    private let path: String
    private let limit: Int64
    private var encoder = CaptureEncoder()
    private var pending: [UInt8] = []
    /// After a failed write nobody knows where the file ends: nothing more is written behind it.
    private var failure: SystemCallError?

    private static let flushSize = 256 << 10

    /// Makes the file, which must not exist, readable by its owner only: a capture holds what containers did.
    ///
    /// - Parameter limit: bytes at most, whole lines only.
    package static func create(
        _ path: String, header: CaptureHeader, state: CaptureState, limit: ByteCount
    ) throws(CaptureFileError) -> CaptureWriter {
        do throws(SystemCallError) {
            let file = try Directory.working.open(path, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o600)
            var writer = CaptureWriter(file: file, path: path, limit: limit.bytes)
            guard try writer.append(.header(header)), try writer.append(.state(state)) else {
                try Directory.working.unlink(path)
                throw SystemCallError(
                    call: "write", object: "\(path): limit \(ByteSizeText.format(limit))", number: .fileTooLarge)
            }
            return writer
        } catch {
            throw CaptureFileError(path: path, error)
        }
    }

    private init(file: consuming Descriptor, path: String, limit: Int64) {
        self.file = file
        self.path = path
        self.limit = limit
        pending.reserveCapacity(2 * Self.flushSize)
    }

    /// Takes a batch; false when it no longer fits the limit, and then nothing of it is written.
    package mutating func append(_ batch: borrowing ObservationBatch) throws(CaptureFileError) -> Bool {
        let start = pending.count
        encoder.append(batch, to: &pending)
        guard try accept(from: start) else { return false }
        figures.batches += 1
        figures.observations += Int64(batch.count)
        return true
    }

    /// Takes an operator's change; false at the limit.
    package mutating func append(_ mutation: ControlMutation) throws(CaptureFileError) -> Bool {
        do throws(SystemCallError) {
            return try append(.mutation(mutation))
        } catch {
            throw CaptureFileError(path: path, error)
        }
    }

    /// Hands everything to the kernel, so that a reader sees it.
    package mutating func flush() throws(CaptureFileError) {
        do throws(SystemCallError) { try writeOut() } catch { throw CaptureFileError(path: path, error) }
    }

    /// Makes the capture durable, and closes it.
    package consuming func finish() throws(CaptureFileError) -> CaptureFigures {
        do throws(SystemCallError) {
            try writeOut()
            try file.synchronise()
            try Directory(Self.folder(of: path)).synchronise()
        } catch {
            throw CaptureFileError(path: path, error)
        }
        return figures
    }

    private mutating func append(_ record: CaptureRecord) throws(SystemCallError) -> Bool {
        let start = pending.count
        encoder.append(record, to: &pending)
        return try take(from: start)
    }

    private mutating func accept(from start: Int) throws(CaptureFileError) -> Bool {
        do throws(SystemCallError) { return try take(from: start) } catch { throw CaptureFileError(path: path, error) }
    }

    /// Keeps the line that begins at `start` of the pending bytes, or takes it back when the file would grow too large.
    private mutating func take(from start: Int) throws(SystemCallError) -> Bool {
        if let failure { throw failure }
        let size = Int64(pending.count - start)
        guard size <= limit - figures.bytes else {
            pending.removeLast(pending.count - start)
            return false
        }
        figures.bytes += size
        if pending.count >= Self.flushSize { try writeOut() }
        return true
    }

    private mutating func writeOut() throws(SystemCallError) {
        if let failure { throw failure }
        guard !pending.isEmpty else { return }
        do throws(SystemCallError) {
            try file.writeAll(pending.span)
        } catch {
            failure = error
            pending = []
            throw error
        }
        pending.removeAll(keepingCapacity: true)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// How large a capture has become.
package struct CaptureFigures: Hashable, Sendable {
    package var batches: Int64 = 0
    package var observations: Int64 = 0
    package var bytes: Int64 = 0

    package init() {}
}

/// A capture file that cannot be made, written or read.
package struct CaptureFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let cause: Cause

    package enum Cause: Hashable, Sendable {
        case system(SystemCallError)
        case content(CaptureError)
    }

    init(path: String, _ error: SystemCallError) {
        self.path = path
        cause = .system(error)
    }

    init(path: String, _ error: CaptureError) {
        self.path = path
        cause = .content(error)
    }

    package var description: String {
        switch cause {
        case .system(let error): "capture \(EscapedText.string(path)): \(error)\(advice(error))"
        case .content(let error): "\(EscapedText.string(path)): \(error)"
        }
    }

    private func advice(_ error: SystemCallError) -> String {
        switch error.number {
        case .exists: "; a recording never overwrites: name another file, or remove this one"
        case .noSpace: "; the file is whole up to its last line, make room and record again"
        case .readOnly, .accessDenied: "; check ReadWritePaths in the unit"
        default: ""
        }
    }
}

extension ErrorNumber {
    fileprivate static let fileTooLarge = ErrorNumber(rawValue: 27)  // EFBIG
}
