package import BehaviourModel

/// The whole state of detection as one value: what a restart goes on with, and what a capture opens with.
extension Detector {
    package static let stateSchema = "yagura.detection/1"

    package var state: JSONValue {
        var keys = KeyList(words: words)
        let stored = workloads.map { $0.object(&keys) }
        var object: JSONObject = [
            "schema": .string(Self.stateSchema), "vocabulary": .integer(Int64(Vocabulary.version)),
            "keys": .array(keys.references), "workloads": .array(Array(stored)), "scale": .integer(clock.scale),
            "now": .integer(clock.now.milliseconds), "anchor": clock.anchor?.stored ?? .null,
            "next_hour": .integer(nextHour.milliseconds), "coverage": .integer(Int64(coverage.rawValue)),
            "counts": Row.of(
                [counts.events, counts.unknownContainer, counts.forgottenWorkloads, counts.tripwiresTouched]
                    .map { $0.stored }),
        ]
        if watchedSince > 0 { object["watched_since"] = .integer(watchedSince.stored) }
        return .object(object)
    }

    /// Goes on where a state was taken.
    ///
    /// - Parameters:
    ///   - isSameBoot: boot time has gone on since; else the clock is anchored anew, and no container goes on.
    ///   - keepsContainers: a replay: containers keep their keys. Else each waits for `containerStarted` with its id and its
    ///     start, and what was not found when `dropUnbound` is called is forgotten.
    package init(
        settings: DetectorSettings, state: JSONValue, isSameBoot: Bool, keepsContainers: Bool
    ) throws(FieldError) {
        self.init(settings: settings)
        var fields = try FieldReader(state)
        let schema = try fields.string("schema")
        guard schema == Self.stateSchema else {
            throw fields.error("schema", expected: "\"\(Self.stateSchema)\"", found: "\"\(schema)\"")
        }
        let vocabulary: Int = try fields.integer("vocabulary")
        guard vocabulary == Vocabulary.version else {
            throw fields.error("vocabulary", expected: "\(Vocabulary.version)", found: "\(vocabulary)")
        }
        let scale: Int64 = try fields.integer("scale")
        guard scale == clock.scale else {
            throw fields.error("scale", expected: "\(clock.scale), as configured", found: "\(scale)")
        }
        let now = Moment(milliseconds: min(max(0, try fields.integer("now")), 1 << 60))
        let anchor = isSameBoot ? Instant(stored: fields.value("anchor")) : nil
        clock = DetectorClock(scale: scale, now: now, anchor: anchor)
        nextHour = Moment(milliseconds: max(0, try fields.integer("next_hour")))
        if keepsContainers { watchedSince = UInt64(clamping: fields.value("watched_since")?.integer ?? 0) }
        if keepsContainers { coverage = FamilySet(rawValue: try fields.integer("coverage")) }
        let keys = KeyReader(try fields.strings("keys"), words: &words)
        for value in try fields.array("workloads").prefix(settings.workloadLimit) {
            let model = try WorkloadModel(
                value, settings: settings, coverage: coverage, keys: keys, words: &words,
                isSameBoot: isSameBoot, keepsContainers: keepsContainers, at: now)
            guard places[model.identity] == nil else { continue }
            places[model.identity] = workloads.count
            for container in model.containers where !container.isUnbound {
                directory.insert(container.key, workload: workloads.count)
            }
            workloads.append(model)
        }
        var row = Row(.array(try fields.array("counts")))
        counts = DetectorCounts(
            events: row.unsigned(), unknownContainer: row.unsigned(), forgottenWorkloads: row.unsigned(),
            tripwiresTouched: row.unsigned())
        // Whatever is due is looked up at the first word of the time.
        nextDue = .zero
    }
}
