import LinuxKernel
import Testing

@testable import Sensing

@Suite struct ProcfsListenerTests {
    @Test(
        arguments: [
            ("socket:[4711]", 4711), ("socket:[]", nil), ("socket:[x]", nil), ("socket:[99999999999]", nil),
            ("pipe:[4711]", nil), ("socket:[4711", nil), ("/tmp/socket:[4711]", nil), ("", nil),
        ] as [(String, UInt32?)])
    func `reads a socket's number`(link: String, inode: UInt32?) {
        #expect(ListeningSockets.inode(Array(link.utf8)) == inode)
    }

    @Test(arguments: ["socket:[\u{0}]", "socket:[-1]", "socket:[4711](deleted)"])
    func `refuses what only looks like one`(link: String) {
        #expect(ListeningSockets.inode(Array(link.utf8)) == nil)
    }
}
