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

    @Test(arguments: [
        // What the kernel writes when a watched folder goes, without a blank before op.
        (
            "auid=1 ses=4294967295op=remove_rule path=\"/proc/8434/root/etc/shadow\" key=\"yagura-file\" list=4 res=1",
            true
        ),
        ("auid=1 ses=3 op=remove_rule key=\"yagura\" list=4 res=1", true),
        ("auid=1 ses=3 op=remove_rule key=\"yagura-fil\" list=4 res=1", false),
        ("auid=1 ses=3 op=remove_rule key=7961677572610179 list=4 res=1", false),
        ("auid=1 ses=3 op=updated_rules path=\"/x\" key=\"yagura-file\" list=4 res=1", false),
        ("auid=1 ses=3 op=add_rule key=\"yagura\" list=4 res=1", false),
    ])
    func `tells the removal of our rules from others`(text: String, isOurs: Bool) {
        var assembler = AuditAssembler()

        _ = AuditRecords("1305 audit(5.000:1): \(text)").observed(by: &assembler)

        #expect(assembler.counts.malformed == 0)
        #expect(assembler.takeNotices().contains(.ownRuleRemoved) == isOurs)
        #expect(assembler.ownRulesRemoved == (isOurs ? 1 : 0))
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
