import BehaviourModel
import TestRandom
import Testing
import WireProtocol

@Suite struct HashChainTests {
    private let lines = chain(9)

    @Test func `finds a chain whole, from any trusted line on`() throws {
        let links = try lines.map { line throws in try ChainLink(line: line) }
        let head = ChainHead(sequence: 9, hash: links[8].hash)

        #expect(HashChain.verify(lines: lines) == .whole(head))
        #expect(HashChain.verify(lines: lines, signed: head) == .whole(head))
        #expect(HashChain.verify(lines: lines, signed: ChainHead(sequence: 4, hash: links[3].hash)) == .whole(head))
        let fifth = ChainHead(sequence: 5, hash: links[4].hash)
        #expect(HashChain.verify(lines: Array(lines[5...]), after: fifth) == .whole(head))
        #expect(HashChain.verify(lines: []) == .whole(.start))
    }

    @Test func `tells gap, edit, order, repetition and fork apart`() throws {
        let head = ChainHead(sequence: 9, hash: try ChainLink(line: lines[8]).hash)
        var missing = lines
        missing.removeSubrange(3...4)
        var edited = lines
        edited[4] = line(5, previous: try ChainLink(line: lines[3]).hash, id: "forged")
        var editedLast = lines
        editedLast[8] = line(9, previous: try ChainLink(line: lines[7]).hash, id: "forged")
        var swapped = lines
        swapped.swapAt(2, 3)
        var moved = lines
        moved.append(moved.remove(at: 1))
        let branch = line(5, previous: try ChainLink(line: lines[3]).hash, id: "other")
        let rewritten = Self.chain(9, id: "other")

        #expect(HashChain.verify(lines: missing) == .gap(missing: 4...5))
        #expect(HashChain.verify(lines: Array(lines[1...])) == .gap(missing: 1...1))
        #expect(HashChain.verify(lines: Array(lines[..<6]), signed: head) == .gap(missing: 7...9))
        #expect(HashChain.verify(lines: edited) == .edited(sequence: 5))
        #expect(HashChain.verify(lines: editedLast, signed: head) == .edited(sequence: 9))
        #expect(HashChain.verify(lines: swapped) == .reordered(sequence: 3))
        #expect(HashChain.verify(lines: moved) == .reordered(sequence: 2))
        #expect(HashChain.verify(lines: lines + [lines[6]]) == .repeated(sequence: 7))
        #expect(HashChain.verify(lines: lines + [branch]) == .fork(sequence: 5))
        let signedBefore = ChainHead(sequence: 4, hash: try ChainLink(line: lines[3]).hash)
        #expect(HashChain.verify(lines: rewritten, signed: signedBefore) == .fork(sequence: 4))
    }

    @Test func `notices every change of a single byte`() {
        for (index, original) in lines.enumerated().dropLast() {
            for place in stride(from: 0, to: original.count, by: 7) {
                var changed = lines
                changed[index][place] ^= 1

                #expect(!HashChain.verify(lines: changed).isWhole)
            }
        }
    }

    @Test func `reports lines of another epoch and what is no line`() {
        let foreign = line(3, previous: .none, epoch: "e2")

        #expect(
            HashChain.verify(lines: [lines[0], lines[1], foreign])
                == .foreignEpoch(index: 2, expected: "e1", found: "e2"))
        guard case .unreadable(index: 1, .notJSON) = HashChain.verify(lines: [lines[0], [0x7B]]) else {
            Issue.record("half a line was read")
            return
        }
        #expect(throws: ChainLinkError.self) { try ChainLink(line: line(0, previous: .none)) }
        #expect(throws: ChainLinkError.self) { try ChainLink(line: line(.max, previous: .none)) }
    }

    @Test func `accepts a tombstone where lines were dropped`() throws {
        let links = try lines.map { line throws in try ChainLink(line: line) }
        let third = Tombstone(for: links[2])
        let range = try #require(third.joined(with: Tombstone(for: links[3]))?.joined(with: Tombstone(for: links[4])))
        var kept = lines
        kept.replaceSubrange(2...4, with: [range.line])

        #expect(range.link.sequences == 3...5)
        #expect(HashChain.verify(lines: kept).isWhole)
        #expect(try ChainLink(line: range.line) == range.link)
        #expect(third.joined(with: Tombstone(for: links[4])) == nil)

        kept[1] = line(2, previous: links[0].hash, id: "forged")
        #expect(HashChain.verify(lines: kept) == .edited(sequence: 2))
        var forged = lines
        forged.replaceSubrange(2...4, with: [third.line])
        #expect(HashChain.verify(lines: forged) == .gap(missing: 4...5))
    }

    @Test func `keeps a tombstone's unknown fields`() throws {
        var object = try #require(Tombstone(for: ChainLink(line: lines[0])).json.object)
        object["later"] = 1

        let tombstone = try Tombstone(from: FieldReader(object))

        #expect(tombstone.json == .object(object))
        object["last"] = 0
        #expect(throws: FieldError.self) { try Tombstone(from: FieldReader(object)) }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `survives damaged lines`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var damaged = lines
            let index = Int.random(in: 0..<8, using: &random)
            damaged[index] = random.mutated(damaged[index])
            damaged.shuffle(using: &random)

            #expect(damaged == lines || !HashChain.verify(lines: damaged).isWhole)
        }
    }

    /// Lines that follow each other, as the store writes them.
    private static func chain(_ count: Int64, id: String = "a") -> [[UInt8]] {
        var head = ChainHead.start
        var lines: [[UInt8]] = []
        for _ in 0..<count {
            let line = line(head.nextSequence, previous: head.hash, id: id)
            head = head.adding(line: line)
            lines.append(line)
        }
        return lines
    }

    private static func line(_ sequence: Int64, previous: Fingerprint, id: String = "a", epoch: String = "e1")
        -> [UInt8]
    {
        var alert = Alert(
            id: id, agent: "n", kind: .health, severity: .low, unixNanoseconds: sequence &* 1_000, bootNanoseconds: 7,
            bootID: "b", configuration: Fingerprint.none.hexadecimal)
        alert.epoch = epoch
        alert.sequence = sequence
        alert.previous = previous.hexadecimal
        return alert.line
    }

    private func line(_ sequence: Int64, previous: Fingerprint, id: String = "a", epoch: String = "e1") -> [UInt8] {
        Self.line(sequence, previous: previous, id: id, epoch: epoch)
    }
}
