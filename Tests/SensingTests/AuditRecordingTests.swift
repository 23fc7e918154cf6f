import BehaviourModel
import Glibc
import Sensing
import TestSupport
import Testing

@Suite struct AuditRecordingTests {
    @Test(arguments: ["audit-exec", "audit-files", "audit-network", "audit-escape"])
    func `says of a real recording what its golden says`(name: String) throws {
        let observed = try AuditRecords(fixture: name).observed().joined(separator: "\n") + "\n"

        let golden = "\(AuditRecords.folder)/\(name).golden"
        if getenv("UPDATE_GOLDENS") != nil { try writeFile(golden, observed) }
        #expect(try observed == readText(golden))
    }

    @Test func `takes the records of two events in any order`() throws {
        let recorded = try AuditRecords(fixture: "audit-network").records
        let inOrder = try AuditRecords(fixture: "audit-network").observed().sorted()
        var mixed = AuditRecords("")
        // Every record of one event between those of all others.
        let ends = recorded.filter { $0.type == 1320 }
        mixed.records = recorded.filter { $0.type != 1320 }.sorted {
            ($0.type, $0.text.count) < ($1.type, $1.text.count)
        }
        mixed.records += ends

        #expect(mixed.observed().sorted() == inOrder)
    }

    @Test func `tells what happened to audit itself`() throws {
        let records = try AuditRecords(fixture: "audit-configuration").records
        var notices: [AuditNotices] = []
        var assembler = AuditAssembler()
        for (type, text) in records where type == 1305 {
            assembler.accept(type: type, text: text.span, bootNanoseconds: 0)
            notices.append(assembler.takeNotices())
        }

        #expect(notices == [[], .ownRuleRemoved, .ownRuleRemoved, .settingsChanged])
    }

    @Test func `hears that somebody wants the socket`() {
        var assembler = AuditAssembler()
        let pid: [UInt8] = [1, 2, 0, 0]

        assembler.accept(type: AuditRecordType.ownerReplaced, text: pid.span, bootNanoseconds: 0)

        #expect(assembler.takeNotices() == .ownerReplaced)
        #expect(assembler.takeNotices() == [])
        #expect(assembler.counts.malformed == 0)
    }
}
