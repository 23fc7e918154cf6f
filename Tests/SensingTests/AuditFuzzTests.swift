import BehaviourModel
import Sensing
import TestRandom
import Testing

@Suite struct AuditFuzzTests {
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `survives mutated recordings, and accounts for each record`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let recorded = try ["exec", "files", "network", "escape", "configuration"].flatMap {
            try AuditRecords(fixture: "audit-\($0)").records.filter { $0.text.count < 2_000 }
        }
        var assembler = AuditAssembler()
        var batch = ObservationBatch()
        assembler.watched.insert(device: 0x27, inode: 16_245_697, container: 1, path: "/etc/shadow")

        for round in 1...4_000 {
            let pick = recorded[Int(random.next() % UInt64(recorded.count))]
            var text = pick.text
            mutate(&text, &random)
            let type = random.next() % 8 == 0 ? UInt16(truncatingIfNeeded: 1_300 + random.next() % 40) : pick.type
            assembler.accept(
                type: type, text: text.span, bootNanoseconds: UInt64(round) &* (random.next() % 1_000_000_000))
            if round % 97 == 0 { assembler.expire(bootNanoseconds: random.next()) }
            if round % 131 == 0 {
                batch.removeAll()
                assembler.emit(
                    into: &batch, wallMinusBootNanoseconds: Int64(bitPattern: random.next()),
                    nowBootNanoseconds: random.next())
            }
        }

        let counts = assembler.counts
        #expect(counts.records == 4_000)
        #expect(counts.consumed + counts.malformed == counts.records)
        #expect(counts.malformed > 0)
        #expect(counts.observations > 0)
    }

    private func mutate(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<(random.next() % 4) where !text.isEmpty {
            let place = Int(random.next() % UInt64(text.count))
            switch random.next() % 6 {
            case 0: text[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: text.removeSubrange(place...)
            case 2: text.insert(contentsOf: text[place...].prefix(40), at: place)
            case 3: text.remove(at: place)
            case 4: text.insert(contentsOf: [[0x22, 0x20, 0x3D, 0x28][Int(random.next() % 4)]], at: place)
            default: text.insert(contentsOf: Array(repeating: 0x39, count: Int(random.next() % 30)), at: place)
            }
        }
    }
}
