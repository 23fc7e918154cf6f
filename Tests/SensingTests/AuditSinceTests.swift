import Glibc
import LinuxKernel
import Sensing
import TestSupport
import Testing

@Suite struct AuditSinceTests {
    private static let known = AuditSince(bootId: "a", bootNanoseconds: 70)

    @Test(
        arguments: [
            (stored: nil, isHidden: false, isOnFromBoot: false, since: 90, hidden: false),
            (nil, false, true, 0, false),
            (known, false, false, 70, false),
            (known, false, true, 70, false),
            (known, true, true, 90, true),
            (nil, true, true, 90, true),
            // The rule is gone, nobody knows since when.
            (AuditSince(bootId: "a", bootNanoseconds: 70, isHidden: true), false, true, 90, false),
            // Not of this boot, or of a time that has not come.
            (AuditSince(bootId: "b", bootNanoseconds: 70), false, false, 90, false),
            (AuditSince(bootId: "a", bootNanoseconds: 91), false, false, 90, false),
        ] as [(AuditSince?, Bool, Bool, UInt64, Bool)])
    func `knows since when processes are seen`(
        stored: AuditSince?, isHidden: Bool, isOnFromBoot: Bool, since: UInt64, hidden: Bool
    ) {
        let found = AuditSince.look(
            stored: stored, bootId: "a", isHidden: isHidden, isOnFromBoot: isOnFromBoot, now: 90)

        #expect(found == AuditSince(bootId: "a", bootNanoseconds: since, isHidden: hidden))
    }

    @Test(arguments: [
        ("BOOT_IMAGE=/vmlinuz root=/dev/sda1 audit=1 quiet\n", true), ("audit=on", true), ("audit=0 audit=1", true),
        ("audit=1 audit=0", false), ("audit=1 audit=off", false), ("audit=", false), ("audit=10", false),
        ("xaudit=1", false), ("quiet -- audit=1", false), ("dyndbg=\"file x audit=1 \" quiet", false), ("", false),
    ])
    func `reads the kernel's command line`(text: String, isOn: Bool) {
        #expect(AuditSince.isOnFromBoot(text) == isOn)
    }

    @Test func `is written and read back within one boot`() throws {
        let scratch = try ScratchFolder()
        let folder = try Directory(scratch.path)
        #expect(AuditSince.load(from: folder, bootId: "a") == nil, "there is none")
        for since in [Self.known, AuditSince(bootId: "a", bootNanoseconds: 0, isHidden: true)] {
            try since.save(to: folder)
            #expect(AuditSince.load(from: folder, bootId: "a") == since)
            #expect(AuditSince.load(from: folder, bootId: "b") == nil)
        }
    }

    @Test(arguments: [
        "", "{", "{}", "null", known.text + " ", known.text + known.text, String(repeating: "[", count: 100_000),
        #"{"boot":"a","hidden":false,"schema":"yagura.audit-since/2","since_ns":70}"# + "\n",
        #"{"boot":"a","hidden":false,"schema":"yagura.audit-since/1","since_ns":-70}"# + "\n",
        #"{"boot":"a","hidden":0,"schema":"yagura.audit-since/1","since_ns":70}"# + "\n",
        #"{"boot":"a","hidden":false,"schema":"yagura.audit-since/1","since_ns":99999999999999999999}"# + "\n",
        #"{"boot":"a","hidden":false,"schema":"yagura.audit-since/1","since_ns":7e1}"# + "\n",
        known.text + String(repeating: " ", count: 1 << 20), "\u{0}",
    ])
    func `takes nothing from a damaged or huge file`(text: String) throws {
        let scratch = try ScratchFolder()
        try writeFile("\(scratch.path)/\(AuditSince.fileName)", text)

        #expect(AuditSince.load(from: try Directory(scratch.path), bootId: "a") == nil)
    }

    @Test func `follows no link, waits for no writer, and replaces both`() throws {
        let scratch = try ScratchFolder()
        let folder = try Directory(scratch.path)
        let path = "\(scratch.path)/\(AuditSince.fileName)"
        try writeFile("\(scratch.path)/elsewhere", Self.known.text)
        #expect(symlink("\(scratch.path)/elsewhere", path) == 0)
        #expect(AuditSince.load(from: folder, bootId: "a") == nil)
        #expect(unlink(path) == 0 && mkfifo(path, 0o600) == 0)
        #expect(AuditSince.load(from: folder, bootId: "a") == nil)

        try AuditSince(bootId: "a", bootNanoseconds: 8).save(to: folder)

        #expect(AuditSince.load(from: folder, bootId: "a")?.bootNanoseconds == 8)
    }
}
