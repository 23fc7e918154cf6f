internal import BehaviourModel

extension Instant {
    var stored: JSONValue { Row.of([bootNanoseconds.stored, wallNanoseconds]) }

    init?(stored value: JSONValue?) {
        guard let value, value.array != nil else { return nil }
        var row = Row(value)
        self.init(bootNanoseconds: row.unsigned(), wallNanoseconds: row.next())
    }
}

extension WatchedContainer {
    func object(_ keys: inout KeyList) -> JSONValue {
        var novelties: [Int64] = []
        for novelty in window.novelties {
            novelties += [
                keys.number(novelty.key), novelty.episode.stored, Int64(novelty.millibits), Int64(novelty.support),
                novelty.exposed.stored,
            ]
        }
        var waiting: [Int64] = []
        for sighting in sightings.sightings {
            waiting += [
                keys.number(sighting.key), sighting.episode.stored, sighting.moment.milliseconds, sighting.window,
            ]
        }
        return [
            "id": .string(id), "version": .optional(version), "missing_since": missingSince?.stored ?? .null,
            "row": Row.of([
                Int64(key.rawValue), origin.milliseconds, isYoung.stored, isScoredAsRun.stored, isFirstStart.stored,
                nextWindow, lostBefore, missing.stored, isUnbound.stored,
                unboundAt.milliseconds, isPartlyVisible.stored, startBootNanoseconds.stored,
            ]),
            "executables": .array(
                executables.map { live in
                    .array([
                        keys.text(live.executable), .integer(Int64(live.processes)), .integer(live.nextWindow),
                        .integer(live.lastWindow), .integer(live.owed),
                    ])
                }),
            "window": Row.of([
                window.index, window.sessions.stored, Int64(window.incident), window.isRaised.stored,
                window.held.stored,
            ]),
            "novelties": Row.of(novelties), "sightings": Row.of(waiting),
        ]
    }

    init(_ value: JSONValue, keys: KeyReader, words: inout TextTable, seed: UInt64) throws(FieldError) {
        var fields = try FieldReader(value)
        let id = try fields.string("id")
        var row = Row(.array(try fields.array("row")))
        self.init(
            key: ContainerKey(rawValue: row.number()), id: id, fingerprint: Detector.fingerprint(id),
            origin: row.moment(), isYoung: row.flag(), seed: seed)
        version = try fields.optionalString("version")
        missingSince = Instant(stored: fields.value("missing_since"))
        isScoredAsRun = row.flag()
        isFirstStart = row.flag()
        nextWindow = row.place()
        lostBefore = row.place()
        missing = row.unsigned()
        isUnbound = row.flag()
        unboundAt = row.moment()
        isPartlyVisible = row.flag()
        startBootNanoseconds = row.unsigned()
        for live in try fields.array("executables").prefix(Self.executableLimit) {
            var row = Row(live)
            let text = row.value().string ?? ""
            executables.append(
                LiveExecutable(
                    executable: KeyReader.text(text, &words), processes: row.number(), nextWindow: row.place(),
                    lastWindow: row.place(), owed: row.place()))
        }
        window = Self.window(try fields.array("window"), try fields.array("novelties"), keys: keys)
        var waiting = Row(.array(try fields.array("sightings")))
        while waiting.hasMore {
            let (number, episode, moment) = (waiting.next(), waiting.unsigned(), waiting.moment())
            let window = waiting.place()
            guard let key = keys[number] else { continue }
            sightings.add(Sighting(key: key, episode: episode, moment: moment, window: window))
        }
    }

    private static func window(_ head: [JSONValue], _ rows: [JSONValue], keys: KeyReader) -> OpenWindow {
        var row = Row(.array(head))
        var rest = Row(.array(rows))
        var novelties: [Novelty] = []
        while rest.hasMore {
            let number = rest.next()
            let (episode, millibits) = (rest.unsigned(), rest.number(Millibits.self))
            let (support, exposed) = (rest.number(UInt8.self), rest.unsigned())
            guard let key = keys[number] else { continue }
            novelties.append(
                Novelty(
                    key: key, episode: episode, millibits: max(0, millibits), support: support, exposed: exposed))
        }
        return OpenWindow(
            index: min(row.next(), 1 << 40), novelties: novelties, sessions: row.unsigned(), incident: row.number(),
            isRaised: row.flag(), held: row.unsigned())
    }
}
