/// Writes the lines of a capture.
///
/// Batches are written byte by byte, without a tree of values in between, because this happens while the pipeline runs:
/// once its scratch memory is warm, a batch without containers allocates nothing but what `output` grows by.
package struct CaptureEncoder: Sendable {
    private var escaped: [UInt8] = []

    package init() {}

    package mutating func append(_ record: CaptureRecord, to output: inout [UInt8]) {
        switch record {
        case .header(let header): CanonicalJSON.append(header.object, to: &output)
        case .state(let state): append(state, to: &output)
        case .batch(let batch):
            append(batch, to: &output)
            return
        case .mutation(let mutation): CanonicalJSON.append(["mutation": mutation.captured] as JSONObject, to: &output)
        case .unknown: return
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// One line.
    package mutating func append(_ batch: borrowing ObservationBatch, to output: inout [UInt8]) {
        put("{\"batch\":", &output)
        body(batch, &output)
        put("}\n", &output)
    }

    private mutating func append(_ state: CaptureState, to output: inout [UInt8]) {
        put("{\"state\":{\"host\":", &output)
        body(state.host, &output)
        put(",\"detection\":", &output)
        CanonicalJSON.append(state.detection, to: &output)
        put(",\"configuration\":", &output)
        CanonicalJSON.append(state.configuration, to: &output)
        if !state.profiles.isNull {
            put(",\"profiles\":", &output)
            CanonicalJSON.append(state.profiles, to: &output)
        }
        put("}}", &output)
    }

    private mutating func body(_ batch: borrowing ObservationBatch, _ output: inout [UInt8]) {
        put("{\"until_boot_ns\":", &output)
        put(batch.untilBootNanoseconds, &output)
        put(",\"wall_offset_ns\":", &output)
        put(batch.wallOffsetNanoseconds, &output)
        put(",\"observations\":[", &output)
        for index in batch.observations.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(batch.observations[index], of: batch, &output)
        }
        put("],\"containers\":[", &output)
        for index in batch.containers.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            CanonicalJSON.append(batch.containers[index].captured, to: &output)
        }
        put("],\"losses\":[", &output)
        for index in batch.losses.indices {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(batch.losses[index], &output)
        }
        put("]}", &output)
    }

    /// Every field that differs from its default.
    private mutating func append(
        _ observation: Observation, of batch: borrowing ObservationBatch, _ output: inout [UInt8]
    ) {
        put("{\"kind\":\"", &output)
        put(observation.kind.captureName, &output)
        put("\",\"sensor\":\"", &output)
        put(observation.sensor.name, &output)
        put("\",\"boot_ns\":", &output)
        put(observation.bootNanoseconds, &output)
        put(",\"pid\":", nonZero: Int64(observation.pid), &output)
        put(",\"parent\":", nonZero: Int64(observation.parentPid), &output)
        put(",\"start_boot_ns\":", nonZero: observation.startBootNanoseconds, &output)
        put(",\"uid\":", nonZero: Int64(observation.uid), &output)
        put(",\"code\":", nonZero: Int64(observation.code), &output)
        put(",\"cgroup\":", nonZero: observation.cgroup, &output)
        put(",\"flags\":", nonZero: Int64(observation.flags.rawValue), &output)
        put(",\"access\":", nonZero: Int64(observation.access.rawValue), &output)
        if observation.escape != .none {
            put(",\"escape\":\"", &output)
            put(observation.escape.name, &output)
            output.append(UInt8(ascii: "\""))
        }
        if observation.origin != .image {
            put(",\"origin\":\"", &output)
            put(observation.origin.name.description, &output)
            output.append(UInt8(ascii: "\""))
        }
        if observation.kind.namesContainer {
            put(",\"container\":", &output)
            put(UInt64(observation.path.offset), &output)
        } else {
            put(",\"path\":\"", batch.span(of: observation.path), &output)
        }
        put(",\"detail\":\"", batch.span(of: observation.detail), &output)
        put(",\"extra\":\"", batch.span(of: observation.extra), &output)
        output.append(UInt8(ascii: "}"))
    }

    private func append(_ loss: Loss, _ output: inout [UInt8]) {
        put("{\"source\":\"", &output)
        put(loss.source.name, &output)
        put("\",\"cgroup\":", &output)
        put(loss.cgroup, &output)
        put(",\"events\":", &output)
        put(loss.events, &output)
        put(",\"since_boot_ns\":", &output)
        put(loss.sinceBootNanoseconds, &output)
        put(",\"until_boot_ns\":", &output)
        put(loss.untilBootNanoseconds, &output)
        output.append(UInt8(ascii: "}"))
    }

    /// Texts here are literals, or short enough to need no memory of their own.
    private func put(_ text: String, _ output: inout [UInt8]) { output.append(contentsOf: text.utf8) }

    private func put(_ name: String, nonZero value: Int64, _ output: inout [UInt8]) {
        guard value != 0 else { return }
        put(name, &output)
        put(value, &output)
    }

    private func put(_ name: String, nonZero value: UInt64, _ output: inout [UInt8]) {
        guard value != 0 else { return }
        put(name, &output)
        put(value, &output)
    }

    private func put(_ value: UInt64, _ output: inout [UInt8]) {
        // The highest digit first: turning the digits round afterwards would cost a copy of its own.
        var unit: UInt64 = 1
        while value / unit >= 10 { unit &*= 10 }
        var rest = value
        while unit > 0 {
            output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }

    private func put(_ value: Int64, _ output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        put(value.magnitude, &output)
    }

    /// Bytes as the JSON string of their printable form; nothing when there are none.
    private mutating func put(_ name: String, _ bytes: Span<UInt8>, _ output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        put(name, &output)
        var index = 0
        while index < bytes.count, bytes[index] < 0x80 {
            append(ascii: bytes[index], to: &output)
            index += 1
        }
        if index < bytes.count { append(other: bytes.extracting(index..<bytes.count), to: &output) }
        output.append(UInt8(ascii: "\""))
    }

    /// What nearly all bytes are, in one step: the printable form's escape and JSON's.
    private func append(ascii byte: UInt8, to output: inout [UInt8]) {
        if byte >= 0x20, byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "\""), byte != 0x7F {
            output.append(byte)
        } else if byte == UInt8(ascii: "\\") {
            put("\\\\\\\\", &output)
        } else if byte == UInt8(ascii: "\"") {
            put("\\\"", &output)
        } else {
            put("\\\\x", &output)
            HexadecimalDigit.append(byte, to: &output)
        }
    }

    private mutating func append(other bytes: Span<UInt8>, to output: inout [UInt8]) {
        escaped.removeAll(keepingCapacity: true)
        EscapedText.append(bytes, to: &escaped)
        // A printable form has no control characters: only these two need an escape in JSON.
        for byte in escaped {
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") { output.append(UInt8(ascii: "\\")) }
            output.append(byte)
        }
    }
}
