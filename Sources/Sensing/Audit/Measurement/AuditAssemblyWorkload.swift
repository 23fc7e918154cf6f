internal import BehaviourModel
internal import LinuxKernel

/// Records as this kernel writes them, through scanner and assembler: for the benchmark `audit_assembler`, and for the
/// program that counts allocations.
package struct AuditAssemblyWorkload {
    private var assembler = AuditAssembler()
    private var batch = ObservationBatch(reservingObservations: 4_096, bytes: 1 << 20)
    private var records: [(type: UInt16, text: [UInt8])] = []
    private var round: UInt64 = 0

    package static let eventsPerRound = 3
    package static let recordsPerRound = 13

    package init() {
        let head = "audit(1795548240.188:0000000001): "
        let who =
            "ppid=29882 pid=29894 auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) "
            + "ses=4294967295 comm=\"cat\" exe=\"/bin/busybox\" "
        let path =
            "inode=16245697 dev=00:27 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 "
            + "cap_fver=0 cap_frootid=0"
        func add(_ type: UInt16, _ text: String) { records.append((type, Array((head + text).utf8))) }
        add(
            1300,
            "arch=c000003e syscall=59 success=yes exit=0 a0=aaebbe0 a1=aaebc28 a2=aaec8a8 a3=0 items=2 \(who)key=\"yagura\""
        )
        add(1309, "argc=3 a0=\"/bin/sh\" a1=\"-c\" a2=6563686F2078203E3E202F6574632F736861646F77")
        add(1307, "cwd=\"/\"")
        add(1302, "item=0 name=\"/bin/sh\" \(path)")
        add(1302, "item=1 name=\"/lib64/ld-linux-x86-64.so.2\" \(path)")
        add(1320, "")
        add(
            1300,
            "arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=1 a2=0 a3=0 items=1 \(who)key=\"yagura-file\"")
        add(1307, "cwd=\"/etc\"")
        add(1302, "item=0 name=\"shadow\" \(path)")
        add(1320, "")
        add(1300, "arch=c000003e syscall=42 success=no exit=-115 a0=3 a1=1 a2=10 a3=0 items=0 \(who)key=\"yagura\"")
        add(1306, "saddr=020000017F0000010000000000000000")
        add(1320, "")
    }

    /// One exec, one open and one connect; every 256 rounds what is complete goes into a batch.
    package mutating func run(rounds: Int) {
        for _ in 0..<rounds {
            round &+= 1
            for index in records.indices {
                // Each event a number of its own.
                let event = round &* 3 &+ (index < 6 ? 0 : index < 10 ? 1 : 2)
                Self.number(&records[index].text, event)
                Self.accept(records[index].type, records[index].text, round, &assembler)
            }
            if round & 255 == 0 {
                batch.removeAll()
                assembler.emit(into: &batch, wallMinusBootNanoseconds: 0, nowBootNanoseconds: round)
            }
        }
    }

    private static func accept(
        _ type: UInt16, _ text: [UInt8], _ now: UInt64, _ assembler: inout AuditAssembler
    ) {
        assembler.accept(type: type, text: text.span, bootNanoseconds: now)
    }

    /// Records a second on this thread, over about `rounds` rounds.
    package mutating func recordsPerSecond(rounds: Int = 50_000) -> Double {
        run(rounds: 1_024)
        let start = KernelClock.monotonicNanoseconds
        run(rounds: rounds)
        let nanoseconds = max(1, KernelClock.monotonicNanoseconds &- start)
        return Double(rounds) * Double(Self.recordsPerRound) * 1e9 / Double(nanoseconds)
    }

    /// The records in words, for a floor over the same bytes.
    package var texts: [String] { records.map { String(decoding: $0.text, as: UTF8.self) } }

    package var counts: AuditAssemblyCounts { assembler.counts }

    /// Writes the ten digits of the serial number.
    private static func number(_ text: inout [UInt8], _ event: UInt64) {
        var rest = event
        // `audit(1795548240.188:` is 21 bytes long.
        for place in stride(from: 30, through: 21, by: -1) {
            text[place] = UInt8(0x30 + rest % 10)
            rest /= 10
        }
    }
}
