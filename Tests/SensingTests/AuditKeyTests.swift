import Testing

@testable import Sensing

@Suite struct AuditKeyTests {
    @Test(arguments: [
        ("a0", AuditKey.a0), ("a1", AuditKey.a1), ("a2", AuditKey.a2), ("a3", AuditKey.a3), ("arch", AuditKey.arch),
        ("argc", AuditKey.argc), ("cwd", AuditKey.cwd), ("dev", AuditKey.dev), ("euid", AuditKey.euid),
        ("exe", AuditKey.exe), ("exit", AuditKey.exit), ("inode", AuditKey.inode), ("key", AuditKey.key),
        ("name", AuditKey.name), ("nametype", AuditKey.nametype), ("oflag", AuditKey.oflag), ("op", AuditKey.op),
        ("pid", AuditKey.pid), ("ppid", AuditKey.ppid), ("saddr", AuditKey.saddr), ("ses", AuditKey.ses),
        ("success", AuditKey.success), ("syscall", AuditKey.syscall), ("tty", AuditKey.tty),
    ])
    func `packs each key as its name says`(name: String, key: UInt64) {
        let text = Array("\(name)=1".utf8)
        var scanner = AuditFieldScanner(text.span)

        #expect(scanner.next()?.key == key)
        #expect(scanner.next()?.key == nil)
    }

    @Test(arguments: [
        ("a=\"x y=z\" b=2", ["a", "b"]), ("x (enforce) b=2", ["b"]), ("  a= b=\"", ["a", "b"]), ("=1", [""]), ("", []),
        ("longerthaneight=1", ["longerthaneight"]), ("a=1=2", ["a"]),
    ])
    func `finds fields and nothing that looks like one`(text: String, keys: [String]) {
        let bytes = Array(text.utf8)
        var scanner = AuditFieldScanner(bytes.span)
        var found: [String] = []
        while let field = scanner.next() {
            found.append(String(decoding: bytes[field.keyStart..<field.keyEnd], as: UTF8.self))
        }

        #expect(found == keys)
    }
}
