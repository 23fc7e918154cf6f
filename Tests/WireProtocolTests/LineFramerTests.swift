import TestRandom
import Testing
import WireProtocol

@Suite struct LineFramerTests {
    @Test func `cuts lines however the bytes arrive`() {
        let stream = Array("one\n\ntwo\nthree".utf8)
        for size in 1...stream.count {
            var framer = LineFramer(limit: 10)
            var frames: [LineFramer.Frame] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                framer.append(Array(stream[start..<min(stream.count, start + size)]))
                while let frame = framer.next() { frames.append(frame) }
            }

            #expect(frames == [.line(Array("one".utf8)), .line(Array("two".utf8))])
            #expect(framer.hasUnfinishedLine)
        }
    }

    @Test func `drops a line that is too long, once, and goes on`() {
        var framer = LineFramer(limit: 4)

        framer.append(Array("four\nfive5 and more\nsix\n".utf8))
        framer.append(Array("seven".utf8))

        #expect(framer.next() == .line(Array("four".utf8)))
        #expect(framer.next() == .tooLong(limit: 4))
        #expect(framer.next() == .line(Array("six".utf8)))
        #expect(framer.next() == .tooLong(limit: 4))
        #expect(framer.next() == nil)
        #expect(framer.hasUnfinishedLine)
        framer.append(Array(" more\nok\n".utf8))
        #expect(framer.next() == .line(Array("ok".utf8)))
        #expect(!framer.hasUnfinishedLine)
    }

    @Test func `holds no more than the limit of an endless line`() {
        var framer = LineFramer(limit: 100)
        for _ in 0..<1_000 {
            framer.append([UInt8](repeating: 0x41, count: 1_000))
            while framer.next() != nil {}
        }

        #expect(framer.hasUnfinishedLine)
        framer.append(Array("\nx\n".utf8))
        #expect(framer.next() == .line([0x78]))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `gives the same frames for any cutting`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let stream = (0..<400).map { _ in
            Int.random(in: 0..<5, using: &random) == 0 ? 0x0A : UInt8.random(in: 0...255, using: &random)
        }
        var whole = LineFramer(limit: 6)
        whole.append(stream)
        var pieces = LineFramer(limit: 6)
        for byte in stream { pieces.append([byte]) }

        while let frame = whole.next() { #expect(pieces.next() == frame) }
        #expect(pieces.next() == nil)
    }
}
