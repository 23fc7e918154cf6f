import Testing

@testable import BehaviourModel

@Suite struct TextTableTests {
    @Test func `gives one number to equal texts and others to different ones`() {
        var table = TextTable(seed: 7)

        let shell = table.intern("/bin/sh@image")
        let other = table.intern("/bin/sh@upper")

        #expect(table.intern("/bin/sh@image") == shell)
        #expect(shell != other)
        #expect(table.string(of: other) == "/bin/sh@upper")
        #expect(table.intern("") == .empty)
    }

    @Test func `answers overflow when it is full, and still knows what it has`() {
        var table = TextTable(seed: 1, capacity: 3)

        let first = table.intern("a")
        let second = table.intern("b")

        #expect(table.intern("c") == .overflow)
        #expect(table.intern("a") == first)
        #expect(table.intern("b") == second)
        #expect(table.isFull)
    }

    @Test func `keeps ten thousand texts apart`() {
        var table = TextTable(seed: 42)
        let ids = (0..<10_000).map { table.intern("/tmp/file-\($0)") }

        #expect(Set(ids).count == 10_000)
        #expect((0..<10_000).allSatisfy { table.string(of: ids[$0]) == "/tmp/file-\($0)" })
    }

    @Test(arguments: [0, 1, 7, 8, 9, 255, 4_095])
    func `hashes every length, and depends on the seed`(count: Int) {
        let bytes = [UInt8](repeating: 0x41, count: count)

        #expect(SeededHash.hash(bytes.span, seed: 1) == SeededHash.hash(bytes.span, seed: 1))
        #expect(SeededHash.hash(bytes.span, seed: 1) != SeededHash.hash(bytes.span, seed: 2))
    }
}
