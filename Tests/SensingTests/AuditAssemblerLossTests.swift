import BehaviourModel
import Sensing
import Testing

@Suite struct AuditAssemblerLossTests {
    private func exec(_ serial: Int, end: Bool = true) -> String {
        """
        1300 audit(5.000:\(serial)): arch=c000003e syscall=59 success=yes exit=0 a0=0 ppid=1 pid=\(serial) euid=0 tty=(none) \
        exe="/bin/x" key="yagura"
        1309 audit(5.000:\(serial)): argc=1 a0="x"\n
        """ + (end ? "1320 audit(5.000:\(serial)): \n" : "")
    }

    @Test func `completes an event without an end when it has waited long enough`() {
        var assembler = AuditAssembler()
        #expect(AuditRecords(exec(1, end: false)).observed(by: &assembler).isEmpty)

        assembler.expire(bootNanoseconds: 1_000 + AuditAssembler.patienceNanoseconds)
        #expect(assembler.readyCount == 0)
        assembler.expire(bootNanoseconds: 1_001 + AuditAssembler.patienceNanoseconds)

        let lines = AuditRecords.emitted(by: &assembler)
        #expect(lines.count == 1)
        #expect(lines[0].contains("flags=66 "))  // incomplete, uid known
        #expect(assembler.counts.unended == 1)
        #expect(assembler.pendingEvents == 0)
    }

    @Test func `completes events without an end when their slots are needed`() {
        var assembler = AuditAssembler()
        let lines = AuditRecords((1...200).map { exec($0, end: false) }.joined()).observed(by: &assembler)

        #expect(lines.count == 200 - 64)
        #expect(assembler.pendingEvents == 64)
        #expect(assembler.counts.unended == 200 - 64)
    }

    @Test func `keeps apart two events with one number`() {
        var assembler = AuditAssembler()
        let other = exec(1).split(separator: "\n").map { $0.replacing("5.000", with: "6.000") }.joined(separator: "\n")

        #expect(AuditRecords(exec(1, end: false) + other).observed(by: &assembler).count == 2)
    }

    @Test func `counts an event whose head is missing`() {
        var assembler = AuditAssembler()
        let lines = AuditRecords("1309 audit(5.000:1): argc=1 a0=\"x\"\n1320 audit(5.000:1): \n").observed(
            by: &assembler)

        #expect(lines.isEmpty)
        #expect(assembler.counts.headless == 1)
        #expect(assembler.counts.lost == 1)
    }

    @Test(arguments: [
        "1300 ", "1300 audit(", "1300 audit(5.000:1)", "1300 audit(5:1): a0=1",
        "1300 audit(99999999999999.000:1): a0=1",
        "1300 type=SYSCALL audit(5.000:1): arch=c000003e syscall=59 pid=1",
        "1300 audit(5.000:1): arch=c000003e syscall=59",
        "1300 audit(5.000:1): arch=c000003e syscall=99999999999999999999 pid=1", "1309 audit(5.000:1): ",
        "1302 audit(5.000:1): item=0", "1307 audit(5.000:1): ", "1306 audit(5.000:1): ", "1337 audit(5.000:1): oflag=9",
        "1320 x", "1305 audit(5.000:1): ", "1326 x", "1327 ", "1006 ",
    ])
    func `counts what it cannot read, and goes on`(record: String) {
        var assembler = AuditAssembler()
        _ = AuditRecords(record).observed(by: &assembler)

        #expect(assembler.counts.malformed == 1)
        #expect(AuditRecords(exec(2)).observed(by: &assembler).count == 1)
    }

    @Test func `counts kinds that mean nothing here`() {
        var assembler = AuditAssembler()
        // What a container with CAP_AUDIT_WRITE may send, with a whole record for text.
        _ = AuditRecords("1112 audit(5.000:1): \(exec(1))").observed(by: &assembler)

        #expect(assembler.counts.unknown == 1)
    }

    @Test func `says that a buffer cut a record`() {
        var assembler = AuditAssembler()
        for (type, text) in AuditRecords(exec(1)).records {
            assembler.accept(type: type, text: text.span, isCut: type == 1309, bootNanoseconds: 0)
        }

        #expect(AuditRecords.emitted(by: &assembler)[0].contains("flags=66 "))
    }

    @Test func `keeps its order and its clock from running backwards`() {
        var assembler = AuditAssembler()
        var batch = ObservationBatch()
        let late = exec(2).replacing("5.000", with: "4.000")
        for (type, text) in AuditRecords(exec(1) + late + exec(3)).records {
            assembler.accept(type: type, text: text.span, bootNanoseconds: 0)
        }

        assembler.emit(into: &batch, wallMinusBootNanoseconds: 1_000_000_000, nowBootNanoseconds: .max)

        #expect(batch.observations.map(\.pid) == [1, 2, 3])
        #expect(batch.observations.map(\.bootNanoseconds) == [4_000_000_000, 4_000_000_000, 4_000_000_000])
        for (type, text) in AuditRecords(exec(4).replacing("5.000", with: "50.000")).records {
            assembler.accept(type: type, text: text.span, bootNanoseconds: 0)
        }
        assembler.emit(into: &batch, wallMinusBootNanoseconds: 1_000_000_000, nowBootNanoseconds: 6_000_000_000)
        #expect(batch.observations.last?.bootNanoseconds == 6_000_000_000)
    }

    @Test func `drops, and counts, what nobody fetches`() {
        var assembler = AuditAssembler()
        for serial in 1...20_000 {
            for (type, text) in AuditRecords(exec(serial)).records {
                assembler.accept(type: type, text: text.span, bootNanoseconds: 0)
            }
        }

        #expect(assembler.counts.dropped > 0)
        #expect(assembler.counts.observations + assembler.counts.dropped == 20_000)
        #expect(AuditRecords.emitted(by: &assembler).count == Int(assembler.counts.observations))
        #expect(AuditRecords(exec(1)).observed(by: &assembler).count == 1)
    }
}
