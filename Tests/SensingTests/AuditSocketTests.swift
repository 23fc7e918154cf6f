import BehaviourModel
import Sensing
import Testing

/// What a connection to a Unix address led to.
@Suite struct AuditSocketTests {
    private func connect(_ address: String, directory: String?, inode: Int = 5) -> AuditRecords {
        let hex = address.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
        let directory = directory.map { "1307 audit(5.000:1): cwd=\"\($0)\"\n" } ?? ""
        return AuditRecords(
            """
            1300 audit(5.000:1): arch=c000003e syscall=42 success=yes exit=0 a0=3 a1=1 a2=10 ppid=7 pid=8 euid=0 \
            tty=(none) exe="/bin/x" key="yagura"
            1306 audit(5.000:1): saddr=0100\(hex)00

            """ + directory + """
                1302 audit(5.000:1): item=0 name="/a" inode=\(inode) dev=00:18 nametype=NORMAL
                1320 audit(5.000:1): \

                """)
    }

    @Test(arguments: [
        ("/var/run/docker.sock", "/srv", "/var/run/docker.sock"), ("docker.sock", "/var/run", "/var/run/docker.sock"),
        ("../docker.sock", "/run/x", "/run/docker.sock"), ("docker.sock", nil, ""), ("\u{0}abstract", "/run", ""),
        ("", "/run", ""),
    ])
    func `a name is joined with the working directory`(address: String, directory: String?, path: String) throws {
        let line = try #require(connect(address, directory: directory).observed().first)

        #expect(line.hasPrefix("connected "))
        #expect(line.contains(" path=\(path) detail="))
    }

    @Test func `a runtime's socket is known by its inode, whatever it is called`() throws {
        let records = connect("/tmp/a", directory: "/")
        var assembler = AuditAssembler()
        assembler.sockets.insert(device: 0x18, inode: 5, container: 0, path: "/run/docker.sock")

        #expect(try #require(records.observed(by: &assembler).first).contains(" path=/run/docker.sock detail="))
        let other = connect("/tmp/a", directory: "/", inode: 6)
        #expect(try #require(other.observed(by: &assembler).first).contains(" path=/tmp/a detail="))
    }
}
