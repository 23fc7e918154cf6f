package import BehaviourModel
internal import LinuxKernel

/// Reads a capture file record by record.
package struct CaptureReader: ~Copyable, Sendable {
    /// The size of the file when it was opened.
    package let size: Int64
    /// Bytes read so far, for progress.
    package private(set) var position: Int64 = 0
    /// Whether the file ended in the middle of a line: the recorder was killed, or its disk was full. That line is left out.
    package private(set) var isTruncated = false
    /// Fields and lines of a later version that were passed over.
    package var unknownFields: Int { decoder.unknownFields }

    private let file: Descriptor
    private let path: String
    private var decoder = CaptureDecoder()
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)
    private var line: [UInt8] = []
    private var start = 0
    private var end = 0

    package static func open(_ path: String) throws(CaptureFileError) -> CaptureReader {
        do throws(SystemCallError) {
            // A FIFO or a device is opened too, and read to its end: only a missing writer must not block us.
            let file = try Directory.working.open(path, .nonBlocking)
            let size = Int64(clamping: try file.status().size)
            return CaptureReader(file: file, path: path, size: size)
        } catch {
            throw CaptureFileError(path: path, error)
        }
    }

    private init(file: consuming Descriptor, path: String, size: Int64) {
        self.file = file
        self.path = path
        self.size = size
    }

    /// The next record, nil at the end. The first is the header.
    package mutating func next() throws(CaptureFileError) -> CaptureRecord? {
        guard let isWhole = try readLine() else {
            if decoder.lines > 0 { return nil }
            throw CaptureFileError(path: path, CaptureError(line: 1, problem: "the file is empty; this is no capture"))
        }
        do throws(CaptureError) {
            return try decoder.decode(line)
        } catch {
            guard !isWhole, decoder.lines > 1 else { throw CaptureFileError(path: path, error) }
            isTruncated = true
            return nil
        }
    }

    /// Fills `line`; whether its end was there, nil at the end of the file.
    private mutating func readLine() throws(CaptureFileError) -> Bool? {
        line.removeAll(keepingCapacity: true)
        while true {
            if start == end {
                do throws(SystemCallError) {
                    end = try file.read(into: &buffer) ?? 0
                } catch {
                    throw CaptureFileError(path: path, error)
                }
                start = 0
                position &+= Int64(end)
                if end == 0 { return line.isEmpty ? nil : false }
            }
            let rest = buffer[start..<end]
            let stop = rest.firstIndex(of: UInt8(ascii: "\n")) ?? end
            guard line.count + (stop - start) <= CaptureDecoder.lineLimit else {
                let error = CaptureError(
                    line: decoder.lines + 1,
                    problem: "longer than \(CaptureDecoder.lineLimit) bytes; this is no capture")
                throw CaptureFileError(path: path, error)
            }
            line.append(contentsOf: buffer[start..<stop])
            let isWhole = stop < end
            start = isWhole ? stop + 1 : end
            if isWhole { return true }
        }
    }
}
