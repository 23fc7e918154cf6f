import BehaviourModel
import Glibc
import Sensing
import TestSupport

/// Records as a test writes them: `TYPE TEXT`, one a line; `#` begins a comment.
struct AuditRecords {
    var records: [(type: UInt16, text: [UInt8])] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard let type = UInt16(parts[0]) else { continue }
            records.append((type, Array((parts.count > 1 ? String(parts[1]) : "").utf8)))
        }
    }

    /// A recording beside the tests.
    init(fixture name: String) throws {
        self.init(try readText(Self.folder + "/\(name).records"))
    }

    static var folder: String {
        "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Fixtures"
    }

    /// The observations of all records in order, one line each.
    func observed(by assembler: inout AuditAssembler) -> [String] {
        for (type, text) in records { assembler.accept(type: type, text: text.span, bootNanoseconds: 1_000) }
        return Self.emitted(by: &assembler)
    }

    func observed() -> [String] {
        var assembler = AuditAssembler()
        return observed(by: &assembler)
    }

    static func emitted(by assembler: inout AuditAssembler) -> [String] {
        var batch = ObservationBatch()
        assembler.emit(into: &batch, wallMinusBootNanoseconds: 0, nowBootNanoseconds: .max)
        return batch.observations.map { describe($0, in: batch) }
    }

    static func describe(_ observation: Observation, in batch: ObservationBatch) -> String {
        var words = ["\(observation.kind)", "pid=\(observation.pid)", "ppid=\(observation.parentPid)"]
        words.append("uid=\(observation.uid) code=\(observation.code)")
        words.append("at=\(observation.bootNanoseconds / 1_000_000)")
        if observation.escape != .none { words.append("escape=\(observation.escape.name)") }
        if !observation.access.isEmpty { words.append("access=\(observation.access.rawValue)") }
        if observation.flags.contains(.originKnown) { words.append("origin=\(observation.origin)") }
        words.append("flags=\(observation.flags.rawValue)")
        words.append("path=\(printable(batch.bytes(of: observation.path)))")
        words.append("detail=\(printable(batch.bytes(of: observation.detail)))")
        words.append("extra=\(printable(batch.bytes(of: observation.extra)))")
        return words.joined(separator: " ")
    }

    /// Bytes outside printable ASCII as `\xNN`; runs of one byte as `A*9000`.
    static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        var result = ""
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            var end = index
            while end < bytes.endIndex, bytes[end] == byte { end += 1 }
            let hex = String(byte, radix: 16)
            let text =
                byte >= 0x20 && byte < 0x7F && byte != 0x5C
                ? String(UnicodeScalar(byte)) : "\\x" + (hex.count == 1 ? "0" : "") + hex
            if end - index > 16 {
                result += "\(text)*\(end - index) "
                index = end
            } else {
                result += text
                index += 1
            }
        }
        return result
    }
}
