/// Reads a capture line by line.
package struct CaptureDecoder: Sendable {
    /// Lines read.
    package private(set) var lines = 0
    /// Fields and lines of a later version that were passed over.
    package private(set) var unknownFields = 0
    private var hasHeader = false
    private var hasState = false

    /// A line at most: a state holds all of detection.
    package static let lineLimit = 256 << 20

    package init() {}

    /// Reads the next line, given without its end.
    package mutating func decode(_ line: Span<UInt8>) throws(CaptureError) -> CaptureRecord {
        lines += 1
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(line, limits: JSONParser.Limits(bytes: Self.lineLimit))
        } catch {
            throw CaptureError(line: lines, problem: "\(error)")
        }
        do throws(FieldError) {
            return try record(json)
        } catch {
            throw CaptureError(line: lines, problem: "\(error)")
        }
    }

    package mutating func decode(_ line: [UInt8]) throws(CaptureError) -> CaptureRecord {
        try decode(line.span)
    }

    private mutating func record(_ json: JSONValue) throws(FieldError) -> CaptureRecord {
        var fields = try FieldReader(json)
        guard hasHeader else {
            let header = try CaptureHeader(from: fields)
            hasHeader = true
            unknownFields += header.unknown.count
            return .header(header)
        }
        if var batch = try fields.optionalObject("batch") {
            guard hasState else {
                throw fields.error("batch", expected: "a state before the first batch", found: "none")
            }
            let result = try observations(&batch)
            pass(batch, fields)
            return .batch(result)
        }
        if var mutation = try fields.optionalObject("mutation") {
            let result = try ControlMutation(captured: &mutation)
            pass(mutation, fields)
            return .mutation(result)
        }
        if var state = try fields.optionalObject("state") {
            guard !hasState else { throw fields.error("state", expected: "one state", found: "a second one") }
            hasState = true
            var host = try state.object("host")
            let result = CaptureState(
                host: try observations(&host), detection: state.value("detection") ?? .null,
                configuration: state.value("configuration") ?? .null, profiles: state.value("profiles") ?? .null)
            pass(host, state, fields)
            return .state(result)
        }
        if fields.unknown["schema"] != nil {
            throw fields.error("schema", expected: "one header, on the first line", found: "a second one")
        }
        guard let name = fields.unknown.keys.first else {
            throw fields.error("", expected: "a batch, a state or a mutation", found: "nothing")
        }
        pass(fields)
        return .unknown(name)
    }

    private mutating func pass(_ readers: FieldReader...) {
        for reader in readers { unknownFields += reader.unknown.count }
    }

    private mutating func observations(_ fields: inout FieldReader) throws(FieldError) -> ObservationBatch {
        var batch = ObservationBatch()
        batch.untilBootNanoseconds = try fields.captureUnsigned("until_boot_ns")
        batch.wallOffsetNanoseconds = try fields.integer("wall_offset_ns")
        for var container in try fields.objects("containers") {
            batch.containers.append(try ContainerDescription(captured: &container))
            pass(container)
        }
        for var loss in try fields.objects("losses") {
            batch.losses.append(try Loss(captured: &loss))
            pass(loss)
        }
        for var observation in try fields.objects("observations") {
            batch.append(try Observation(captured: &observation, bytesInto: &batch))
            pass(observation)
        }
        return batch
    }
}

extension Loss {
    fileprivate init(captured fields: inout FieldReader) throws(FieldError) {
        self.init(
            source: try fields.captureWord("source", CaptureName.loss), cgroup: try fields.captureUnsigned("cgroup"),
            events: try fields.captureUnsigned("events"),
            sinceBootNanoseconds: try fields.captureUnsigned("since_boot_ns"),
            untilBootNanoseconds: try fields.captureUnsigned("until_boot_ns"))
    }
}

extension Observation {
    fileprivate init(
        captured fields: inout FieldReader, bytesInto batch: inout ObservationBatch
    ) throws(FieldError) {
        self.init(
            kind: try fields.captureWord("kind", CaptureName.kind),
            sensor: try fields.captureWord("sensor", CaptureName.sensor),
            bootNanoseconds: try fields.captureUnsigned("boot_ns"))
        pid = try fields.optionalInteger("pid") ?? 0
        parentPid = try fields.optionalInteger("parent") ?? 0
        startBootNanoseconds = try fields.optionalCaptureUnsigned("start_boot_ns") ?? 0
        uid = try fields.optionalInteger("uid") ?? 0
        code = try fields.optionalInteger("code") ?? 0
        cgroup = try fields.optionalCaptureUnsigned("cgroup") ?? 0
        flags = ObservationFlags(rawValue: try fields.optionalInteger("flags") ?? 0)
        access = FileAccess(rawValue: try fields.optionalInteger("access") ?? 0)
        escape = try fields.optionalCaptureWord("escape", CaptureName.escape) ?? .none
        origin = try fields.optionalCaptureWord("origin", CaptureName.origin) ?? .image
        if kind.namesContainer {
            let index: UInt32 = try fields.integer("container")
            guard index < batch.containers.count else {
                throw fields.error(
                    "container", expected: "an index below \(batch.containers.count), the batch's containers",
                    found: "\(index)")
            }
            path = ByteRange(offset: index)
        } else {
            path = try fields.captureBytes("path", into: &batch)
        }
        detail = try fields.captureBytes("detail", into: &batch)
        extra = try fields.captureBytes("extra", into: &batch)
    }
}

extension FieldReader {
    fileprivate mutating func optionalCaptureWord<Word>(
        _ key: String, _ find: (String) -> Word?
    ) throws(FieldError) -> Word? {
        guard let text = try optionalString(key) else { return nil }
        guard let word = find(text) else {
            throw error(
                key, expected: "a word that capture/1 has; is the capture of a later version?", found: "\"\(text)\"")
        }
        return word
    }

    fileprivate mutating func captureWord<Word>(_ key: String, _ find: (String) -> Word?) throws(FieldError) -> Word {
        guard let word = try optionalCaptureWord(key, find) else {
            throw error(key, expected: "a word", found: "nothing")
        }
        return word
    }

    /// The bytes behind a printable form, put into the batch.
    fileprivate mutating func captureBytes(
        _ key: String, into batch: inout ObservationBatch
    ) throws(FieldError) -> ByteRange {
        guard let text = try optionalString(key) else { return .empty }
        guard let bytes = EscapedText.decode(text) else {
            throw error(key, expected: "a printable form, with backslashes as \\\\ or \\xHH", found: "\"\(text)\"")
        }
        let range = batch.append(bytes: bytes)
        guard range.count == bytes.count else {
            throw error(
                key, expected: "at most \(ObservationBatch.byteLimit) bytes of all observations of a batch",
                found: "more")
        }
        return range
    }
}
