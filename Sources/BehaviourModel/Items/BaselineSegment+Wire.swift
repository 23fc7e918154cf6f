/// `yagura.segment/1`: canonical JSON, numbers in rows. 64-bit words are written as the signed number with the same bits.
extension BaselineSegment {
    package var json: JSONValue {
        [
            "schema": .string(Self.schema), "vocabulary": .integer(Int64(vocabulary)), "agent": .string(identity.agent),
            "epoch": .string(identity.epoch), "day": .integer(identity.day), "scope": .string(identity.workload.scope),
            "name": .string(identity.workload.name),
            "items": .array(
                items.map { item in
                    [
                        "item": .string(item.item.reference), "windows": .integer(Int64(clamping: item.windows)),
                        "first_minute": .optional(item.firstMinute), "hours": .integer(Int64(item.hours)),
                        "evidence": .array(
                            item.evidence.flatMap { entry -> [JSONValue] in
                                [
                                    .integer(Int64(bitPattern: entry.episode)),
                                    .integer(Int64(bitPattern: entry.container)), .integer(entry.hour),
                                ]
                            }),
                    ]
                }),
            "exposures": .array(
                exposures.map { exposure in
                    [
                        "count": .string(exposure.count.rawValue),
                        "executable": .string(EscapedText.string(exposure.executable)),
                        "hours": .array(exposure.hours.map { .integer(Int64(clamping: $0)) }),
                    ]
                }),
        ]
    }

    package init(_ json: JSONValue) throws(FieldError) {
        var fields = try FieldReader(json)
        let schema = try fields.string("schema")
        guard schema == Self.schema else {
            throw fields.error("schema", expected: "\"\(Self.schema)\"", found: "\"\(schema)\"")
        }
        vocabulary = try fields.integer("vocabulary")
        guard vocabulary == Vocabulary.version else {
            throw fields.error("vocabulary", expected: "\(Vocabulary.version)", found: "\(vocabulary)")
        }
        identity = SegmentIdentity(
            agent: try fields.string("agent"), epoch: try fields.string("epoch"), day: try fields.integer("day"),
            workload: WorkloadIdentity(scope: try fields.string("scope"), name: try fields.string("name")))
        guard (0..<1 << 32).contains(identity.day) else {
            throw fields.error("day", expected: "days since 1970", found: "\(identity.day)")
        }
        items = []
        for reader in try fields.objects("items") { items.append(try Self.item(reader)) }
        exposures = []
        for reader in try fields.objects("exposures") { exposures.append(try Self.exposure(reader)) }
    }

    private static func item(_ reader: FieldReader) throws(FieldError) -> SegmentItem {
        var fields = reader
        let reference = try fields.string("item")
        guard let item = Item(reference: reference) else {
            throw fields.error(
                "item", expected: "an item of vocabulary \(Vocabulary.version)", found: "\"\(reference)\"")
        }
        let windows: UInt64 = try fields.integer("windows")
        let firstMinute: Int64? = try fields.optionalInteger("first_minute")
        let hours: UInt32 = try fields.integer("hours")
        let numbers = try fields.array("evidence").compactMap { $0.integer }
        guard numbers.count % 3 == 0, hours < 1 << 24, (firstMinute ?? 0) >= 0 else {
            throw fields.error(
                "evidence", expected: "episode, container and hour for each entry", found: "another shape")
        }
        let evidence = stride(from: 0, to: numbers.count, by: 3).map { place in
            SegmentEvidence(
                episode: UInt64(bitPattern: numbers[place]), container: UInt64(bitPattern: numbers[place + 1]),
                hour: numbers[place + 2])
        }
        return SegmentItem(
            item: item, windows: windows, firstMinute: firstMinute, hours: hours, evidence: evidence)
    }

    private static func exposure(_ reader: FieldReader) throws(FieldError) -> SegmentExposure {
        var fields = reader
        let word = try fields.string("count")
        let text = try fields.string("executable")
        let hours = try fields.array("hours").compactMap { $0.integer.flatMap { UInt64(exactly: $0) } }
        guard let count = SegmentExposure.Count(rawValue: word), let executable = EscapedText.decode(text),
            hours.count == 24
        else { throw fields.error("hours", expected: "24 counts of a known kind", found: "another shape") }
        return SegmentExposure(count: count, executable: executable, hours: hours)
    }
}
