import Testing

@testable import BehaviourModel

@Suite struct ObservationBatchTests {
    @Test func `gives back the bytes it was given`() {
        var batch = ObservationBatch()
        let first = batch.append(bytes: Array("/bin/sh".utf8))
        let second = batch.append(bytes: Array("sh\0-c\0id\0".utf8))

        #expect(Array(batch.bytes(of: first)) == Array("/bin/sh".utf8))
        #expect(Array(batch.bytes(of: second)) == Array("sh\0-c\0id\0".utf8))
    }

    @Test(arguments: [
        ByteRange(offset: 0, count: 99), ByteRange(offset: UInt32.max, count: 1),
        ByteRange(offset: 4, count: UInt32.max),
    ])
    func `answers empty to a range that lies outside`(range: ByteRange) {
        var batch = ObservationBatch()
        _ = batch.append(bytes: Array("abc".utf8))

        #expect(batch.bytes(of: range).isEmpty)
        let count = batch.span(of: range).count
        #expect(count == 0)
    }

    @Test func `counts what it has to cut`() {
        var batch = ObservationBatch()
        let half = [UInt8](repeating: 0x61, count: ObservationBatch.comfortableBytes)
        _ = batch.append(bytes: half)
        #expect(batch.isNearlyFull && batch.cutTexts == 0)
        _ = batch.append(bytes: half)
        let cut = batch.append(bytes: Array("abc".utf8))
        let span = batch.append(bytes: [0x61].span)
        let isAppended = batch.append(byte: 0x61)

        #expect(!isAppended && cut.count == 0 && span.count == 0 && batch.cutTexts == 3)
        #expect(batch.bytes.count == ObservationBatch.byteLimit)
        batch.removeAll()
        #expect(batch.cutTexts == 0 && batch.size == 0 && batch.capacity >= ObservationBatch.byteLimit)
    }
}
