internal import BehaviourModel

extension WorkloadModel {
    func object(_ keys: inout KeyList) -> JSONValue {
        var stored: [JSONValue] = []
        for record in items.records where !record.flags.contains(.free) { stored.append(record.row(&keys)) }
        var object: JSONObject = [
            "scope": .string(identity.scope), "name": .string(identity.name), "items": .array(stored),
            "minutes": minutes.row, "starts": starts.row, "runs": runs.row, "sessions": sessions.row,
            "windows": windows.row, "families": .array(families.map { $0.row }),
            "forgotten": Row.of(forgotten.numbers), "declared_by": .optional(declaredBy), "counts": counts.row,
            "bucket": Row.of([bucket.units, bucket.refilledAt.milliseconds]),
            "openings": Row.of(openings.map { $0.milliseconds }), "versions": versions.object,
            "row": Row.of([
                Int64(lastIncident), hasStarted.stored, firstStartMinute, lastActive.milliseconds,
                held.nextNumber.stored,
            ]),
        ]
        object["contexts"] = .array(
            contexts.executables.indices.map { .array([keys.text(contexts.executables[$0]), contexts.counts[$0].row]) })
        object["blind_minutes"] = blindMinutes.row
        object["blind_contexts"] = .array(
            blindContexts.executables.indices.map {
                .array([keys.text(blindContexts.executables[$0]), blindContexts.counts[$0].row])
            })
        object["passed"] = .array(passed.map { Row.of([$0.moment.milliseconds] + $0.scores.numbers) })
        object["teachings"] = .array(teachings.map { $0.object(&keys) })
        object["log"] = .array(log.windows.map { $0.row(&keys) })
        object["incidents"] = .array(incidents.map { $0.object(&keys) })
        object["containers"] = .array(containers.map { $0.object(&keys) })
        object["held"] = .array(held.records.map { $0.object })
        object["tripwires"] = .array(tripwires.touches.map { $0.row(&keys) })
        object["tripwire_hours"] = .array(tripwires.ceilings.map { $0.row })
        return .object(object)
    }

    init(
        _ value: JSONValue, settings: DetectorSettings, coverage: FamilySet, keys: KeyReader, words: inout TextTable,
        isSameBoot: Bool, keepsContainers: Bool, at now: Moment
    ) throws(FieldError) {
        var fields = try FieldReader(value)
        let identity = WorkloadIdentity(scope: try fields.string("scope"), name: try fields.string("name"))
        let rules = ModelRules(settings, workload: identity)
        self.init(identity: identity, rules: rules, coverage: coverage, at: now)
        try restoreBaseline(&fields, keys: keys, words: &words, at: now)
        var pair = Row(.array(try fields.array("bucket")))
        bucket.restore(units: pair.next(), at: pair.moment())
        var openings = Row(.array(try fields.array("openings")))
        while openings.hasMore { self.openings.append(openings.moment()) }
        for value in try fields.array("passed") {
            var row = Row(value)
            passed.append(PassedScore(moment: row.moment(), scores: FamilyScores(&row)))
        }
        for value in try fields.array("log") { log.append(LoggedWindow(row: value, keys: keys)) }
        for value in try fields.array("incidents").prefix(Self.openIncidentLimit) {
            incidents.append(try Incident(value, keys: keys))
        }
        for value in try fields.array("held") { held.put(try HeldBack(value)) }
        counts = AnomalyCounts(row: .array(try fields.array("counts")))
        if let value = fields.value("versions") { versions = try VersionHistory(value) }
        var row = Row(.array(try fields.array("row")))
        lastIncident = row.number()
        hasStarted = row.flag()
        firstStartMinute = row.next()
        lastActive = row.moment()
        held.nextNumber = max(1, row.unsigned())
        for value in try fields.array("tripwires") { tripwires.restore(TripwireTable.Touch(value, &words)) }
        for value in fields.value("tripwire_hours")?.array ?? [] { tripwires.restore(TripwireCeiling(row: value)) }
        for value in try fields.array("containers") {
            let container = try WatchedContainer(value, keys: keys, words: &words, seed: settings.seed)
            containers.append(container)
        }
        guard !keepsContainers else { return }
        count(until: now)
        // None outlives a boot: what has its id now runs other processes.
        if !isSameBoot { containers = [] }
        for index in containers.indices where !containers[index].isUnbound {
            containers[index].isUnbound = true
            containers[index].unboundAt = now
        }
    }

    private mutating func restoreBaseline(
        _ fields: inout FieldReader, keys: KeyReader, words: inout TextTable, at now: Moment
    ) throws(FieldError) {
        for value in try fields.array("items") {
            guard let record = ItemRecord(row: value, keys: keys), items.find(record.key) == nil else { continue }
            _ = items.insert(record)
        }
        for value in try fields.array("contexts") {
            var row = Row(value)
            let text = row.value().string ?? ""
            contexts.insert(KeyReader.text(text, &words), HourlyCounts(row: row.value()))
        }
        for value in fields.value("blind_contexts")?.array ?? [] {
            var row = Row(value)
            let text = row.value().string ?? ""
            blindContexts.insert(KeyReader.text(text, &words), HourlyCounts(row: row.value()))
        }
        if let row = fields.value("blind_minutes") { blindMinutes = HourlyCounts(row: row) }
        minutes = HourlyCounts(row: .array(try fields.array("minutes")))
        starts = HourlyCounts(row: .array(try fields.array("starts")))
        runs = HourlyCounts(row: .array(try fields.array("runs")))
        sessions = HourlyCounts(row: .array(try fields.array("sessions")))
        windows = HourlyCounts(row: .array(try fields.array("windows")))
        for (place, value) in try fields.array("families").enumerated() where place < families.count {
            // What the sensors cover is the present's to say.
            let isCovered = families[place].isCovered
            families[place] = FamilyLearning(row: value)
            if families[place].isCovered != isCovered {
                families[place] = FamilyLearning()
                families[place].isCovered = isCovered
                families[place].coveredFrom = now.hour + 1
            }
        }
        var forgotten = Row(.array(try fields.array("forgotten")))
        self.forgotten = FamilyScores(&forgotten)
        declaredBy = try fields.optionalString("declared_by")
        for value in try fields.array("teachings") {
            if let teaching = try Teaching(value, keys: keys) { teachings.append(teaching) }
        }
    }
}

extension HeldBack {
    var object: JSONValue {
        [
            "reason": .string(reason.rawValue), "container": .string(container), "severity": .string(severity.rawValue),
            "items": .array(items.map { .object($0.object) }), "score": .object(score.object),
            "number": .integer(number.stored), "instant": instant.stored,
        ]
    }

    init(_ value: JSONValue) throws(FieldError) {
        var fields = try FieldReader(value)
        number = UInt64(bitPattern: try fields.integer("number"))
        reason = Reason(rawValue: try fields.string("reason")) ?? .belowFloor
        container = try fields.string("container")
        severity = Severity(rawValue: try fields.string("severity")) ?? .low
        instant = Instant(stored: fields.value("instant")) ?? Instant(bootNanoseconds: 0, wallNanoseconds: 0)
        var items: [AlertItem] = []
        for reader in try fields.objects("items") { items.append(try AlertItem(from: reader)) }
        self.items = items
        score = try AlertScore(from: try fields.object("score"))
    }
}
