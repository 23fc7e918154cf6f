import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

@Suite struct CaptureFileTests {
    private static let header = CaptureHeader(
        agentVersion: "0.1.0", kernel: "6.18.0", bootID: "b", sensors: ["audit"], isGenerated: true, timeScale: 1,
        hashSeed: 7, recorded: 0)
    private static let state = CaptureState(
        host: ObservationBatch(), detection: ["segments": .array([.integer(1)])], configuration: ["mode": "alert"])

    private static func batch(_ count: Int) -> ObservationBatch {
        var batch = ObservationBatch()
        batch.untilBootNanoseconds = UInt64(count)
        for index in 0..<count {
            var observation = Observation(kind: .processExecuted, sensor: .audit, bootNanoseconds: UInt64(index))
            observation.path = batch.append(bytes: Array("/bin/sh".utf8))
            observation.detail = batch.append(bytes: Array("sh\0-c\0id\0".utf8))
            batch.append(observation)
        }
        return batch
    }

    private static func write(_ path: String, batches: Int = 3, limit: Int64 = 1 << 30) throws -> (CaptureFigures, Int)
    {
        var writer = try CaptureWriter.create(path, header: header, state: state, limit: ByteCount(bytes: limit))
        var accepted = 0
        for index in 0..<batches where try writer.append(batch(index + 1)) { accepted += 1 }
        _ = try writer.append(ControlMutation.restartLearning(WorkloadIdentity(scope: "host", name: "web")))
        return (try writer.finish(), accepted)
    }

    private static func read(_ path: String) throws -> (kinds: [String], observations: Int, isTruncated: Bool) {
        var reader = try CaptureReader.open(path)
        var kinds: [String] = []
        var observations = 0
        while let record = try reader.next() {
            switch record {
            case .header(let read):
                #expect(read == header)
                kinds.append("header")
            case .state(let read):
                #expect(read.detection == state.detection)
                kinds.append("state")
            case .batch(let batch):
                observations += batch.count
                kinds.append("batch")
            case .mutation: kinds.append("mutation")
            case .unknown(let name): kinds.append(name)
            }
        }
        return (kinds, observations, reader.isTruncated)
    }

    @Test func `a file gives back what was written, in order`() throws {
        let folder = try ScratchFolder()

        let (figures, _) = try Self.write(folder.path + "/x")

        #expect(figures.batches == 3)
        #expect(figures.observations == 6)
        #expect(figures.bytes == Int64(try readBytes(folder.path + "/x").count))
        let read = try Self.read(folder.path + "/x")
        #expect(read.kinds == ["header", "state", "batch", "batch", "batch", "mutation"])
        #expect(read.observations == 6)
        #expect(!read.isTruncated)
    }

    @Test func `only its owner may read it, and nothing is overwritten`() throws {
        let folder = try ScratchFolder()
        _ = try Self.write(folder.path + "/x")

        #expect(try Directory.working.status(folder.path + "/x").permissions == 0o600)
        let error = #expect(throws: CaptureFileError.self) { try Self.write(folder.path + "/x") }
        #expect(error.map { "\($0)".contains("EEXIST") && "\($0)".contains("never overwrites") } == true)
    }

    @Test func `a full file ends with a whole line`() throws {
        let folder = try ScratchFolder()

        let (figures, accepted) = try Self.write(folder.path + "/x", batches: 50, limit: 4000)

        #expect(figures.bytes <= 4000)
        #expect(accepted > 0 && accepted < 50)
        #expect(try Self.read(folder.path + "/x").isTruncated == false)
    }

    @Test func `a limit too small for the beginning leaves no file`() throws {
        let folder = try ScratchFolder()

        #expect(throws: CaptureFileError.self) { try Self.write(folder.path + "/x", limit: 100) }
        #expect(!fileExists(folder.path + "/x"))
    }

    @Test func `a file cut anywhere is read up to its last whole line`() throws {
        let folder = try ScratchFolder()
        _ = try Self.write(folder.path + "/x", batches: 2)
        let whole = try readBytes(folder.path + "/x")
        let headerEnd = (whole.firstIndex(of: 10) ?? 0) + 1

        for length in stride(from: headerEnd, through: whole.count, by: 7) {
            try writeFile(folder.path + "/cut", Array(whole.prefix(length)))
            let read = try Self.read(folder.path + "/cut")
            let lines = whole.prefix(length).count { $0 == 10 }
            // A line whose end alone is missing is whole all the same.
            let isLineWhole = length < whole.count && whole[length] == 10
            #expect(read.kinds.count == lines + (isLineWhole ? 1 : 0))
            #expect(read.isTruncated == (whole[length - 1] != 10 && !isLineWhole))
        }
    }

    @Test(arguments: ["", "\n", "no capture", "{\"schema\":\"yagura.capture/1\"", "\u{0}\u{1}", "{}\n"])
    func `what is no capture is said to be none`(text: String) throws {
        let folder = try ScratchFolder()
        try writeFile(folder.path + "/x", text)

        #expect(throws: CaptureFileError.self) { try Self.read(folder.path + "/x") }
    }

    @Test func `a damaged line in the middle is an error with its number`() throws {
        let folder = try ScratchFolder()
        _ = try Self.write(folder.path + "/x", batches: 1)
        var text = try readText(folder.path + "/x").split(separator: "\n").map(String.init)
        text[2] = "{\"batch\":7}"
        try writeFile(folder.path + "/x", text.joined(separator: "\n") + "\n")

        let error = #expect(throws: CaptureFileError.self) { try Self.read(folder.path + "/x") }

        #expect(
            error.map { "\($0)" }
                == "\(folder.path)/x: capture line 3: field batch: expected an object, found a whole number")
    }

    @Test(.enabled(if: Requirement.isRoot, "needs root to mount a small file system"))
    func `a full disk is said, and nothing follows the cut`() throws {
        let folder = try ScratchFolder()
        try makeFolder(folder.path + "/small")
        try Command.must(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder.path + "/small"])
        var writer = try CaptureWriter.create(
            folder.path + "/small/x", header: Self.header, state: Self.state, limit: ByteCount(bytes: 1 << 30))
        var failures = 0
        for _ in 0..<400 {
            do { _ = try writer.append(Self.batch(40)) } catch let error {
                failures += 1
                #expect("\(error)".contains("ENOSPC"))
            }
        }
        #expect(failures > 0)
        let error = #expect(throws: CaptureFileError.self) { try writer.flush() }
        #expect(error.map { "\($0)".contains("make room") } == true)

        let read = try Self.read(folder.path + "/small/x")

        #expect(read.isTruncated)
        #expect(read.observations > 0)
    }
}
