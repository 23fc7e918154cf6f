import BehaviourModel
import TestRandom

/// What a batch says, wherever its bytes lie.
struct Content: Equatable {
    struct Entry: Equatable {
        let numbers: [Int64]
        let words: [String]
        let bytes: [[UInt8]]
    }

    let entries: [Entry]
    let containers: [ContainerDescription]
    let losses: [Loss]
    let until: UInt64
    let offset: Int64

    init(_ batch: ObservationBatch) {
        entries = batch.observations.map { entry in
            let isContainer = entry.kind == .containerStarted || entry.kind == .containerAmended
            return Entry(
                numbers: [
                    Int64(bitPattern: entry.bootNanoseconds), Int64(entry.pid), Int64(entry.parentPid),
                    Int64(bitPattern: entry.startBootNanoseconds), Int64(entry.uid), Int64(entry.code),
                    Int64(bitPattern: entry.cgroup), Int64(entry.flags.rawValue), Int64(entry.access.rawValue),
                    isContainer ? Int64(entry.path.offset) : -1,
                ],
                words: ["\(entry.kind)", "\(entry.sensor)", "\(entry.escape)", "\(entry.origin)"],
                bytes: [
                    isContainer ? [] : Array(batch.bytes(of: entry.path)), Array(batch.bytes(of: entry.detail)),
                    Array(batch.bytes(of: entry.extra)),
                ])
        }
        containers = batch.containers
        losses = batch.losses
        until = batch.untilBootNanoseconds
        offset = batch.wallOffsetNanoseconds
    }
}

extension SeededGenerator {
    /// Any batch a sensor could hand over, and some it could not.
    mutating func batch() -> ObservationBatch {
        var batch = ObservationBatch()
        batch.untilBootNanoseconds = next()
        batch.wallOffsetNanoseconds = Int64(bitPattern: next())
        batch.containers = (0..<Int.random(in: 0...3, using: &self)).map { _ in container() }
        for _ in 0..<Int.random(in: 0...3, using: &self) {
            batch.losses.append(
                Loss(
                    source: any(LossSource.allCases) ?? .table, cgroup: next(), events: next(),
                    sinceBootNanoseconds: next(),
                    untilBootNanoseconds: next()))
        }
        for _ in 0..<Int.random(in: 0...12, using: &self) { add(to: &batch) }
        return batch
    }

    private mutating func add(to batch: inout ObservationBatch) {
        var entry = Observation(
            kind: any(ObservationKind.allCases) ?? .processSeen, sensor: any(SensorName.allCases) ?? .procfs,
            bootNanoseconds: next())
        let isContainer = entry.kind == .containerStarted || entry.kind == .containerAmended
        if isContainer, batch.containers.isEmpty { return }
        // Half of the fields keep their default.
        if Bool.random(using: &self) { entry.pid = Int32(truncatingIfNeeded: next()) }
        if Bool.random(using: &self) { entry.parentPid = Int32(truncatingIfNeeded: next()) }
        if Bool.random(using: &self) { entry.startBootNanoseconds = next() }
        if Bool.random(using: &self) { entry.uid = UInt32(truncatingIfNeeded: next()) }
        if Bool.random(using: &self) { entry.code = Int32(truncatingIfNeeded: next()) }
        if Bool.random(using: &self) { entry.cgroup = next() }
        if Bool.random(using: &self) { entry.flags = ObservationFlags(rawValue: UInt16(truncatingIfNeeded: next())) }
        if Bool.random(using: &self) { entry.access = FileAccess(rawValue: UInt16(truncatingIfNeeded: next())) }
        if Bool.random(using: &self) { entry.escape = any(EscapeCall.allCases) ?? .none }
        if Bool.random(using: &self) { entry.origin = any(ExecutableOrigin.allCases) ?? .image }
        if isContainer {
            entry.path = ByteRange(offset: UInt32(Int.random(in: 0..<batch.containers.count, using: &self)))
        } else {
            entry.path = batch.append(bytes: bytes(upTo: 40))
        }
        entry.detail = batch.append(bytes: Array(string().utf8) + bytes(upTo: 60))
        entry.extra =
            Bool.random(using: &self) ? ByteRange(offset: UInt32(truncatingIfNeeded: next()), count: 9) : entry.detail
        batch.append(entry)
    }

    private mutating func container() -> ContainerDescription {
        let text: () -> String = { "w\\x1b\"/é" }
        return ContainerDescription(
            id: string(), name: text(), runtime: "runc", workload: WorkloadIdentity(scope: string(), name: string()),
            image: Bool.random(using: &self) ? string() : nil, digest: Bool.random(using: &self) ? string() : nil,
            cgroup: CgroupPlacement(
                path: string(), inode: next(), freezerV1: Bool.random(using: &self) ? string() : nil,
                unified: Bool.random(using: &self) ? string() : nil),
            initPid: Int32(truncatingIfNeeded: next()), startBootNanoseconds: next(), mountNamespace: next(),
            networkNamespace: next(), rootPath: Bool.random(using: &self) ? string() : nil,
            upperDirectory: Bool.random(using: &self) ? string() : nil, isPartlyVisible: Bool.random(using: &self),
            modeLabel: Bool.random(using: &self) ? string() : nil, isInfrastructure: Bool.random(using: &self))
    }

    private mutating func any<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &self) }
}
