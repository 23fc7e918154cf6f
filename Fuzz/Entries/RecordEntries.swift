import BehaviourModel
import Sensing

extension FuzzEntry {
    static let records = [
        FuzzEntry(
            "audit", "AuditAssembler: records, `TYPE TEXT` a line, in any order", runs: 500,
            seeds: {
                try ["exec", "files", "network", "escape", "configuration"].flatMap { name in
                    let lines = try Seeds.lines(
                        of: "Tests/SensingTests/Fixtures/audit-\(name).records", shorterThan: 4_000
                    ).filter { $0.first != UInt8(ascii: "#") }
                    // About an event each: records of one stand together.
                    return stride(from: 0, to: lines.count, by: 6).map {
                        Array(lines[$0..<min($0 + 6, lines.count)].joined(separator: [UInt8(ascii: "\n")]))
                    }
                }
            }
        ) { bytes in
            var assembler = AuditAssembler()
            var batch = ObservationBatch()
            var time: UInt64 = 1_000_000_000
            for line in bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 256) {
                let digits = line.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                let type = UInt16(String(decoding: digits, as: UTF8.self)) ?? 1_300
                let text = Array(line.dropFirst(digits.count + 1))
                assembler.accept(type: type, text: text.span, isCut: type % 7 == 0, bootNanoseconds: time)
                time &+= 100_000_000
                assembler.expire(bootNanoseconds: time)
            }
            assembler.emit(into: &batch, wallMinusBootNanoseconds: 1, nowBootNanoseconds: .max)
            _ = assembler.takeNotices()
            let counts = assembler.counts
            expect(counts.consumed + counts.malformed == counts.records, "each record is accounted for")
            for observation in batch.observations where !observation.kind.namesContainer {
                for range in [observation.path, observation.detail, observation.extra] where !range.isEmpty {
                    expect(batch.bytes(of: range).count == Int(range.count), "each range lies in its batch")
                }
            }
        }
    ]
}
