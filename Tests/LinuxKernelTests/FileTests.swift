import Glibc
import LinuxKernel
import Testing

@Suite struct FileTests {
    @Test func `a file is replaced as a whole and read back`() throws {
        try withScratch { folder in
            try folder.replace("state", with: Array("one".utf8), mode: 0o640)
            try folder.replace("state", with: Array("two".utf8), mode: 0o640)

            #expect(try folder.text("state") == "two")
            #expect(try folder.status("state").permissions == 0o640)
            #expect(try folder.entries().map(\.text) == ["state"])
        }
    }

    @Test func `reading stops at the limit`() throws {
        try withScratch { folder in
            try folder.replace("long", with: [UInt8](repeating: 7, count: 100_000))

            #expect(try folder.read("long", limit: 70_000).count == 70_000)
            #expect(try folder.read("long", limit: 200_000).count == 100_000)
            var buffer = [UInt8](repeating: 0, count: 64)
            #expect(try folder.read("long", into: &buffer) == 64)
        }
    }

    @Test func `names are bytes and links are not followed`() throws {
        try withScratch { folder in
            var hostile: [CChar] = Array(folder.path.utf8.map { CChar(bitPattern: $0) })
            hostile += [0x2F, -1, 0x0A, 0x28, 0]
            close(open(hostile, O_CREAT | O_WRONLY, 0o600))
            symlink("/etc/passwd", "\(folder.path)/link")

            let entries = try folder.entries()

            #expect(entries.contains { $0.name == [0xFF, 0x0A, 0x28] && $0.kind == .file })
            #expect(try folder.link("link") == Array("/etc/passwd".utf8))
            #expect(try folder.status("link").isLink)
            #expect(try folder.status("link", followingLinks: true).isRegular)
            let error = #expect(throws: SystemCallError.self) {
                _ = try folder.open("link", [], resolving: [.beneath, .noLinks])
            }
            #expect(error?.number == .loop || error?.number.name == "EXDEV")
            unlink(hostile)
        }
    }

    @Test func `what is absent is a value`() throws {
        try withScratch { folder in
            let wasThere = try folder.unlink("none")
            #expect(!wasThere)
            #expect(try folder.make("sub"))
            #expect(try !folder.make("sub"))
            #expect(try folder.directory("sub").descriptor.attribute("trusted.yagura.none") == nil)
            #expect(try folder.removeDirectory("sub"))
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root: trusted.* attributes"))
    func `an attribute is set, read and removed by descriptor and by path`() throws {
        try withScratch { folder in
            try folder.descriptor.setAttribute("trusted.yagura.test", to: [1, 2])
            #expect(try ExtendedAttribute.value("trusted.yagura.test", of: folder.path) == [1, 2])
            #expect(try folder.descriptor.removeAttribute("trusted.yagura.test"))
            #expect(try !ExtendedAttribute.remove("trusted.yagura.test", of: folder.path))
        }
    }

    @Test func `a lock has one holder`() throws {
        try withScratch { folder in
            let path = "\(folder.path)/lock"
            do {
                let first = try LockFile.take(path)
                let second = try LockFile.take(path)
                let (hasFirst, hasSecond) = (first != nil, second != nil)
                #expect(hasFirst && !hasSecond)
            }
            let isFree = try LockFile.take(path) != nil
            #expect(isFree)
        }
    }
}
