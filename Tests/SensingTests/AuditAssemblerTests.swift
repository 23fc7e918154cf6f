import BehaviourModel
import Sensing
import Testing

@Suite struct AuditAssemblerTests {
    private static let head = "arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=1 ppid=7 pid=8"
    private static let tail = "auid=1 uid=0 euid=1000 tty=pts0 ses=1 comm=\"x\""

    private func syscall(_ serial: Int, exe: String = "\"/bin/x\"", key: String = "\"yagura\"") -> String {
        "1300 audit(5.000:\(serial)): \(Self.head) \(Self.tail) exe=\(exe) key=\(key)\n"
    }

    private func file(_ serial: Int, _ call: String, key: String = "\"yagura-file\"") -> String {
        "1300 audit(5.000:\(serial)): arch=c000003e \(call) ppid=7 pid=8 euid=0 tty=(none) exe=\"/bin/x\" key=\(key)\n"
    }

    @Test(arguments: [
        // A name that a container chose, as the kernel prints it, and what it must become.
        ("\"/bin/x\"", "/bin/x"),
        ("\"/bin/pid=1\"", "/bin/pid=1"),
        ("2F780A6B65793D2279616775726122", "/x\\x0akey=\"yagura\""),
        ("2FFFFEC3", "/\\xff\\xfe\\xc3"),
        ("2F5C", "/\\x5c"),
        (String(repeating: "41", count: 4095), "A*4095 "),
        (String(repeating: "41", count: 5000), "A*4096 "),
        ("2F6", "/"),
        ("(null)", ""),
        ("?", ""),
    ])
    func `keeps a hostile name as bytes`(exe: String, path: String) throws {
        let records = AuditRecords(
            syscall(1, exe: exe) + "1309 audit(5.000:1): argc=1 a0=\"x\"\n1320 audit(5.000:1): \n")

        let line = try #require(records.observed().first)

        #expect(line.hasPrefix("processExecuted pid=8 ppid=7 uid=1000 code=0"))
        #expect(line.contains(" path=\(path) detail=x\\x00 extra="))
    }

    @Test(arguments: [
        ("argc=2 a0=\"ls\" a1=2D6C20", "", "ls\\x00-l \\x00", false),
        ("argc=3 a0=\"x\" a1=\"\" a2=\"key=yagura\"", "", "x\\x00\\x00key=yagura\\x00", false),
        ("argc=2 a0=\"x\" a1_len=4 a1[0]=4142", " a1[1]=4344", "x\\x00ABCD\\x00", false),
        ("argc=3 a0=\"x\"", "a1=\"y\" a2=\"z\"", "x\\x00y\\x00z\\x00", false),
        ("argc=3 a0=\"x\" a2=\"z\"", "", "x\\x00z\\x00", true),  // the record between was lost
        ("argc=2 a0=\"x\"", "", "x\\x00", true),
        ("argc=1 a99999999999=\"x\"", "", "", true),
        ("argc=1 a0=\"cut", "", "cut\\x00", false),
    ])
    func `joins arguments`(first: String, second: String, detail: String, isIncomplete: Bool) throws {
        var text = syscall(1) + "1309 audit(5.000:1): \(first)\n"
        if !second.isEmpty { text += "1309 audit(5.000:1): \(second)\n" }
        let records = AuditRecords(text + "1320 audit(5.000:1): \n")
        var assembler = AuditAssembler()

        let line = try #require(records.observed(by: &assembler).first)

        #expect(line.contains(" detail=\(detail) extra="))
        let flags = line.split(separator: " ").first { $0.hasPrefix("flags=") }.flatMap { UInt16($0.dropFirst(6)) } ?? 0
        #expect(ObservationFlags(rawValue: flags).contains(.incomplete) == isIncomplete)
    }

    @Test(arguments: [
        ("/etc", "shadow", "/etc/shadow"),
        ("/etc", "../etc//./shadow", "/etc/shadow"),
        ("/etc", "/var/run/x", "/var/run/x"),
        ("/", "../../..", "/"),
        ("/a/b", "..", "/a"),
        ("/a", "...", "/a/..."),
        ("", "x/", "/x"),
    ])
    func `joins names with directories by text`(directory: String, name: String, path: String) throws {
        let records = AuditRecords(
            file(1, "syscall=2 success=yes exit=3 a0=1 a1=0 a2=0") + "1307 audit(5.000:1): cwd=\"\(directory)\"\n"
                + "1302 audit(5.000:1): item=0 name=\"\(name)\" inode=5 dev=00:01 nametype=NORMAL\n1320 audit(5.000:1): \n"
        )

        let line = try #require(records.observed().first)

        #expect(line.contains(" path=\(path) "))
    }

    @Test(
        arguments: [
            ("syscall=257 success=yes exit=3 a0=ffffff9c a1=1 a2=0", "NORMAL", FileAccess.read),
            ("syscall=257 success=yes exit=3 a0=ffffff9c a1=1 a2=441", "NORMAL", [.write]),
            ("syscall=257 success=yes exit=3 a0=ffffff9c a1=1 a2=241", "CREATE", [.write, .create]),
            ("syscall=2 success=yes exit=3 a0=1 a1=2", "NORMAL", [.read, .write]),
            ("syscall=85 success=yes exit=3 a0=1 a1=0", "NORMAL", [.write]),
            ("syscall=87 success=yes exit=0 a0=1 a1=0", "DELETE", [.unlink]),
            ("syscall=90 success=yes exit=0 a0=1 a1=0", "NORMAL", [.chmod]),
            ("syscall=76 success=yes exit=0 a0=1 a1=0", "NORMAL", [.write]),
            ("syscall=437 success=yes exit=3 a0=ffffff9c a1=1 a2=2", "NORMAL", [.read]),
        ] as [(String, String, FileAccess)])
    func `tells from the call how a file was used`(call: String, use: String, access: FileAccess) throws {
        let records = AuditRecords(
            file(1, call)
                + "1302 audit(5.000:1): item=0 name=\"/f\" inode=5 dev=00:01 nametype=\(use)\n1320 audit(5.000:1): \n")

        let line = try #require(records.observed().first)

        #expect(line.contains(" access=\(access.rawValue) "))
    }

    @Test func `asks the OPENAT2 record for the flags of openat2`() throws {
        let records = AuditRecords(
            file(1, "syscall=437 success=yes exit=3 a0=ffffff9c a1=1 a2=2")
                + "1337 audit(5.000:1): oflag=01101 mode=0600 resolve=0x8\n"
                + "1302 audit(5.000:1): item=0 name=\"/f\" inode=5 dev=00:01 nametype=CREATE\n1320 audit(5.000:1): \n")

        let line = try #require(records.observed().first)

        #expect(line.contains(" access=\(FileAccess([.write, .create]).rawValue) "))
    }

    @Test func `knows a watched file by its inode`() throws {
        let records = AuditRecords(
            file(1, "syscall=257 success=no exit=-13 a0=4 a1=0 a2=0") + "1307 audit(5.000:1): cwd=\"/srv\"\n"
                + "1302 audit(5.000:1): item=0 name=\"shadow\" inode=77 dev=00:27 nametype=NORMAL\n1320 audit(5.000:1): \n"
        )
        var assembler = AuditAssembler()
        #expect(records.observed(by: &assembler)[0].contains("flags=67 path=/srv/shadow"))  // failed, incomplete, uid

        assembler.watched.insert(device: 0x27, inode: 77, container: 1, path: "/etc/shadow")
        #expect(records.observed(by: &assembler)[0].contains("flags=65 path=/etc/shadow"))

        assembler.watched.remove(container: 1)
        #expect(records.observed(by: &assembler)[0].contains("path=/srv/shadow"))
    }

    @Test func `leaves the files that others watch to them`() {
        let records = AuditRecords(
            file(1, "syscall=2 success=yes exit=3 a0=1 a1=0", key: "\"passwd_changes\"")
                + "1302 audit(5.000:1): item=0 name=\"/f\" inode=5 dev=00:01 nametype=NORMAL\n1320 audit(5.000:1): \n")
        var assembler = AuditAssembler()

        #expect(records.observed(by: &assembler).isEmpty)
        #expect(assembler.counts.irrelevant == 1)
    }

    @Test func `a connection under way has not failed`() {
        func connect(_ result: Int) -> String? {
            let call = "syscall=42 success=no exit=\(result) a0=3 a1=1 a2=10"
            return AuditRecords(
                file(1, call, key: "\"yagura\"") + "1306 audit(5.000:1): saddr=0200\n1320 audit(5.000:1): \n"
            ).observed().first
        }

        #expect(connect(-115)?.contains("code=-115 at=5000 flags=64 ") == true)
        #expect(connect(-111)?.contains("code=-111 at=5000 flags=65 ") == true)
    }
}
