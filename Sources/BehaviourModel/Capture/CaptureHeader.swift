/// The first line of a capture: who recorded it, where, and what a replay needs to come to the same numbers.
package struct CaptureHeader: Hashable, Sendable {
    package static let schema = "yagura.capture/1"

    package var agentVersion: String
    /// `uname -r`, or what made the capture when it is generated.
    package var kernel: String
    package var bootID: String
    package var sensors: [String]
    /// Made by a program instead of recorded from a host.
    package var isGenerated: Bool
    package var timeScale: Int64
    /// Seed of every seeded hash, so that tables come out the same.
    package var hashSeed: UInt64
    /// When recording began, Unix nanoseconds.
    package var recorded: Int64
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        agentVersion: String, kernel: String, bootID: String, sensors: [String], isGenerated: Bool, timeScale: Int64,
        hashSeed: UInt64, recorded: Int64
    ) {
        self.agentVersion = agentVersion
        self.kernel = kernel
        self.bootID = bootID
        self.sensors = sensors
        self.isGenerated = isGenerated
        self.timeScale = timeScale
        self.hashSeed = hashSeed
        self.recorded = recorded
    }

    init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        let schema = try fields.string("schema")
        guard schema == Self.schema else {
            throw fields.error("schema", expected: "\"\(Self.schema)\"", found: "\"\(schema)\"")
        }
        agentVersion = try fields.string("agent_version")
        kernel = try fields.string("kernel")
        bootID = try fields.string("boot_id")
        sensors = try fields.strings("sensors")
        isGenerated = try fields.bool("generated")
        timeScale = try fields.integer("time_scale")
        hashSeed = try fields.captureUnsigned("hash_seed")
        let text = try fields.string("recorded")
        do throws(TextValueError) {
            recorded = try TimeText.parse(text)
        } catch {
            throw fields.error("recorded", expected: error.expectation, found: "\"\(text)\"")
        }
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "schema": .string(Self.schema),
            "agent_version": .string(agentVersion),
            "kernel": .string(kernel),
            "boot_id": .string(bootID),
            "sensors": .strings(sensors),
            "generated": .bool(isGenerated),
            "time_scale": .integer(timeScale),
            "hash_seed": .unsigned(hashSeed),
            "recorded": .string(TimeText.format(unixNanoseconds: recorded)),
        ]
        return known.adding(unknown: unknown)
    }
}
