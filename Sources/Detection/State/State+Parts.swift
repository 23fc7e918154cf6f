internal import BehaviourModel

/// The stored forms of the small parts: rows of whole numbers, in the order of their fields.
extension HourlyCounts {
    var row: JSONValue {
        var numbers = [openHour, open.stored, Int64(hoursOfDay)]
        for run in runs { numbers += [run.first, run.hours, run.total.stored] }
        return Row.of(numbers)
    }

    init(row value: JSONValue) {
        var row = Row(value)
        let (openHour, open, hoursOfDay) = (row.place(), row.count(), row.number(UInt32.self))
        var runs: [Run] = []
        while row.hasMore, runs.count <= Self.runLimit {
            runs.append(Run(first: row.place(), hours: row.place(), total: row.count(), before: 0))
        }
        self.init(runs: runs, openHour: openHour, open: open, hoursOfDay: hoursOfDay)
    }
}

extension FamilyScores {
    var numbers: [Int64] { [Int64(lineage), Int64(files), Int64(connections)] }

    init(_ row: inout Row) {
        self.init(lineage: row.number(), files: row.number(), connections: row.number())
    }
}

extension ItemRecord {
    func row(_ keys: inout KeyList) -> JSONValue {
        var numbers = [
            keys.number(key), Int64(flags.rawValue), Int64(support), Int64(incident), Int64(windows), firstMinute,
            lastMinute,
            Int64(today.windows), Int64(today.hours), Int64(yesterday.windows), Int64(yesterday.hours),
        ]
        for entry in [evidence.0, evidence.1, evidence.2, evidence.3].prefix(Int(support)) {
            numbers += [entry.episode.stored, entry.container.stored, entry.hour]
        }
        return Row.of(numbers)
    }

    init?(row value: JSONValue, keys: KeyReader) {
        var row = Row(value)
        guard let key = keys[row.next()] else { return nil }
        self.init(key: key, minute: 0)
        flags = Flags(rawValue: row.number())
        flags.remove(.free)
        support = row.number()
        incident = row.number()
        windows = row.number()
        firstMinute = row.place()
        lastMinute = row.place()
        today = DayTally(windows: row.number(), hours: row.number())
        yesterday = DayTally(windows: row.number(), hours: row.number())
        var entries = [Evidence](repeating: Evidence(), count: 4)
        for place in 0..<min(4, Int(support)) where row.hasMore {
            entries[place] = Evidence(episode: row.unsigned(), container: row.unsigned(), hour: row.next())
        }
        evidence = (entries[0], entries[1], entries[2], entries[3])
    }
}

extension FamilyLearning {
    var row: JSONValue {
        Row.of([
            Int64(state.rawValue), isCovered.stored, coveredFrom, windows.stored, novel.stored, upper.stored,
            isDrifting.stored, provisionalSince?.milliseconds ?? -1, completeSince?.milliseconds ?? -1,
        ])
    }

    init(row value: JSONValue) {
        var row = Row(value)
        state = State(rawValue: row.number()) ?? .learning
        isCovered = row.flag()
        coveredFrom = min(max(Self.always, row.next()), 1 << 40)
        windows = row.count()
        novel = row.count()
        upper = min(row.unsigned(), BinomialBound.one)
        isDrifting = row.flag()
        let (provisional, complete) = (row.next(), row.next())
        provisionalSince = provisional < 0 ? nil : Moment(milliseconds: provisional)
        completeSince = complete < 0 ? nil : Moment(milliseconds: complete)
    }
}

extension LoggedWindow {
    func row(_ keys: inout KeyList) -> JSONValue {
        var numbers = [minute, isExcluded.stored]
        for item in items { numbers += [keys.number(item.key), item.episode.stored, Int64(item.millibits)] }
        return Row.of(numbers)
    }

    init(row value: JSONValue, keys: KeyReader) {
        var row = Row(value)
        minute = row.place()
        isExcluded = row.flag()
        items = []
        while row.hasMore, items.count < OpenWindow.limit {
            let (number, episode, millibits) = (row.next(), row.unsigned(), row.number(Millibits.self))
            guard let key = keys[number] else { continue }
            items.append(LoggedItem(key: key, episode: episode, millibits: max(0, millibits)))
        }
    }
}

extension Incident {
    func object(_ keys: inout KeyList) -> JSONValue {
        var numbers: [Int64] = []
        for item in items { numbers += [keys.number(item.key), Int64(item.millibits)] }
        return [
            "id": .string(id), "kind": .string(kind.rawValue), "severity": .string(severity.rawValue),
            "items": Row.of(numbers),
            "row": Row.of([
                Int64(number), container.stored, openedAt.milliseconds, lastAt.milliseconds, windows.stored,
                repeats.stored, updateDay, Int64(updatesToday), untold.stored, repeatDay, graverBorrowed.stored,
                hasEnded.stored,
            ]),
        ]
    }

    init(_ value: JSONValue, keys: KeyReader) throws(FieldError) {
        var fields = try FieldReader(value)
        let id = try fields.string("id")
        let kind = Kind(rawValue: try fields.string("kind")) ?? .anomaly
        let severity = Severity(rawValue: try fields.string("severity")) ?? .low
        var row = Row(.array(try fields.array("row")))
        var pairs = Row(.array(try fields.array("items")))
        self.init(
            number: row.number(), id: id, kind: kind, container: row.unsigned(), openedAt: row.moment(),
            lastAt: row.moment(), updateDay: 0, repeatDay: 0)
        windows = row.unsigned()
        repeats = row.unsigned()
        updateDay = row.place()
        updatesToday = row.number()
        untold = row.unsigned()
        repeatDay = row.place()
        graverBorrowed = row.flag()
        hasEnded = row.flag()
        self.severity = severity
        while pairs.hasMore {
            let (number, millibits) = (pairs.next(), pairs.number(Millibits.self))
            if let key = keys[number] { _ = add(key, millibits) }
        }
    }
}

extension VersionHistory {
    var object: JSONValue {
        [
            "known": .strings(Array(known)), "previous": .optional(previous),
            "changed_at": .optional(changedAt?.milliseconds), "review": .integer(Int64(review)), "news": .bool(hasNews),
            "gathered": Row.of(gathered.flatMap { [$0.moment.milliseconds, $0.millibits] }),
        ]
    }

    init(_ value: JSONValue) throws(FieldError) {
        var fields = try FieldReader(value)
        known = ContiguousArray(try fields.strings("known").prefix(Self.limit))
        previous = try fields.optionalString("previous")
        changedAt = try fields.optionalInteger("changed_at").map { Moment(milliseconds: $0) }
        review = try fields.integer("review")
        hasNews = try fields.bool("news")
        var row = Row(.array(try fields.array("gathered")))
        while row.hasMore { gathered.append(Gathered(moment: row.moment(), millibits: row.next())) }
    }
}

extension Teaching {
    func object(_ keys: inout KeyList) -> JSONValue {
        [
            "by": .string(by), "reason": .optional(reason),
            "row": Row.of([
                keys.number(key), at.milliseconds, expires?.milliseconds ?? -1, Int64(support), Int64(flags.rawValue),
            ]),
        ]
    }

    init?(_ value: JSONValue, keys: KeyReader) throws(FieldError) {
        var fields = try FieldReader(value)
        let by = try fields.string("by")
        let reason = try fields.optionalString("reason")
        var row = Row(.array(try fields.array("row")))
        guard let key = keys[row.next()] else { return nil }
        let (at, expires) = (row.moment(), row.next())
        self.init(
            key: key, by: by, reason: reason, at: at, expires: expires < 0 ? nil : Moment(milliseconds: expires),
            support: row.number(), flags: ItemRecord.Flags(rawValue: row.number()))
    }
}

extension AnomalyCounts {
    var row: JSONValue {
        Row.of(
            [raised, delivered, heldBack, opened, borrowed, storms, reviews, forgotten, unstored].map { $0.stored })
    }

    init(row value: JSONValue) {
        var row = Row(value)
        raised = row.count()
        delivered = row.count()
        heldBack = row.count()
        opened = row.count()
        borrowed = row.count()
        storms = row.count()
        reviews = row.count()
        forgotten = row.count()
        unstored = row.count()
    }
}
