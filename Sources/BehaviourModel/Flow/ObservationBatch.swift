/// What sensors hand to the pipeline: observations in order, the bytes they point into, and what was missed meanwhile.
///
/// Batches are reused: `removeAll` keeps their memory, so a warm batch allocates nothing.
package struct ObservationBatch: Sendable {
    package private(set) var observations: ContiguousArray<Observation> = []
    package private(set) var bytes: ContiguousArray<UInt8> = []
    package var containers: [ContainerDescription] = []
    package var losses: [Loss] = []
    /// The moment up to which the sensors had been read, nanoseconds since boot.
    package var untilBootNanoseconds: UInt64 = 0
    /// Wall clock minus boot clock at that moment, nanoseconds.
    package var wallOffsetNanoseconds: Int64 = 0

    /// Texts that were cut because the batch was full: what they belong to says less than it should, or nothing.
    package private(set) var cutTexts: UInt64 = 0
    /// What the batch counted for when it was handed over, in bytes; kept for whoever hands it back.
    package var weight = 0

    /// A batch takes no more than this many bytes; `append(bytes:)` then cuts, counts, and gives a shorter range.
    package static let byteLimit = 16 << 20
    /// Readers that can stop do so here, so that the others find room.
    package static let comfortableBytes = byteLimit / 2
    private static let comfortableCount = 1 << 16

    package init() {}

    package init(reservingObservations observationCount: Int, bytes byteCount: Int) {
        observations.reserveCapacity(observationCount)
        bytes.reserveCapacity(byteCount)
    }

    package var isEmpty: Bool { observations.isEmpty && losses.isEmpty }
    package var count: Int { observations.count }

    /// It should be handed over before more is read.
    package var isNearlyFull: Bool {
        bytes.count >= Self.comfortableBytes || observations.count >= Self.comfortableCount
    }

    /// Bytes of memory that its contents take.
    package var size: Int { bytes.count + observations.count * MemoryLayout<Observation>.stride }

    /// Bytes of memory that it holds, used or not.
    package var capacity: Int { bytes.capacity + observations.capacity * MemoryLayout<Observation>.stride }

    package mutating func append(_ observation: Observation) {
        observations.append(observation)
    }

    /// Replaces an observation after a later look at the host (an executable's origin).
    package mutating func amend(at index: Int, _ change: (inout Observation) -> Void) {
        guard observations.indices.contains(index) else { return }
        change(&observations[index])
    }

    /// A copy without the observations at these places, which stand in ascending order.
    package func leavingOut(_ places: [Int]) -> ObservationBatch {
        guard !places.isEmpty else { return self }
        var copy = self
        copy.observations.removeAll(keepingCapacity: true)
        var next = places.startIndex
        for index in observations.indices {
            if next < places.endIndex, places[next] == index { next += 1 } else { copy.append(observations[index]) }
        }
        return copy
    }

    /// Copies bytes into the batch; cut at `byteLimit`.
    package mutating func append(bytes span: Span<UInt8>) -> ByteRange {
        let count = min(span.count, Self.byteLimit - bytes.count)
        if count < span.count { cutTexts &+= 1 }
        let offset = bytes.count
        for index in 0..<count { bytes.append(span[index]) }
        return ByteRange(offset: UInt32(truncatingIfNeeded: offset), count: UInt32(truncatingIfNeeded: count))
    }

    /// Copies bytes into the batch; cut at `byteLimit`.
    package mutating func append(bytes sequence: some Collection<UInt8>) -> ByteRange {
        let length = sequence.count
        let count = min(length, Self.byteLimit - bytes.count)
        if count < length { cutTexts &+= 1 }
        let offset = bytes.count
        bytes.append(contentsOf: sequence.prefix(count))
        return ByteRange(offset: UInt32(truncatingIfNeeded: offset), count: UInt32(truncatingIfNeeded: count))
    }

    /// Adds one byte behind the last range, as a decoder of hexadecimal text does; false at the limit.
    package mutating func append(byte: UInt8) -> Bool {
        guard bytes.count < Self.byteLimit else {
            cutTexts &+= 1
            return false
        }
        bytes.append(byte)
        return true
    }

    /// The bytes of a range; empty when the range does not lie inside this batch.
    package func bytes(of range: ByteRange) -> ArraySlice<UInt8> {
        let end = Int(range.offset) + Int(range.count)
        guard end <= bytes.count else { return [] }
        return ArraySlice(bytes[Int(range.offset)..<end])
    }

    /// The bytes of a range without a copy; empty when the range does not lie inside this batch.
    @_lifetime(borrow self)
    package func span(of range: ByteRange) -> Span<UInt8> {
        let end = Int(range.offset) + Int(range.count)
        let whole = bytes.span
        guard end <= whole.count else { return whole.extracting(0..<0) }
        return whole.extracting(Int(range.offset)..<end)
    }

    package mutating func removeAll() {
        observations.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        containers.removeAll(keepingCapacity: true)
        losses.removeAll(keepingCapacity: true)
        (cutTexts, weight) = (0, 0)
    }
}
