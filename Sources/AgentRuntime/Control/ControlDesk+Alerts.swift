internal import AgentStore
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import WireProtocol

extension ControlDesk {
    func alerts(_ filter: AlertFilter, _ client: ControlClient) throws(ControlProblem) {
        if filter.isHeld { return try held(filter, client) }
        var query = try self.query(filter)
        while true {
            let page = try readStore { (reader) throws(StoreError) in try reader.alerts(query) }
            for alert in page { client.line(alert.line) }
            guard page.count == query.limit, let last = page.last?.position, !client.isGone else { return }
            query.after = last
        }
    }

    private func held(_ filter: AlertFilter, _ client: ControlClient) throws(ControlProblem) {
        var chosen: WorkloadIdentity?
        if let text = filter.workload { chosen = try workload(text) }
        let answers = try ask { [chosen] state in
            state.core.detector.snapshot.filter { chosen == nil || $0.identity == chosen }.flatMap { workload in
                state.core.detector.heldBack(workload.identity).map { record in
                    HeldBackAnswer(
                        id: "\(workload.identity)#\(record.number)", time: record.instant.wallNanoseconds,
                        workload: workload.identity, container: record.container, millibits: record.score.millibits,
                        calibratedMillibits: record.score.calibratedMillibits,
                        floorMillibits: record.score.floorMillibits, tokensMilli: record.score.tokensMilli, count: 1,
                        reason: record.reason == .noToken
                            ? "the budget is spent, and nothing in it is graver than what passed"
                            : "as unusual windows are too frequent here",
                        items: record.items.map { .object($0.object) })
                }
            }
        }
        let since = filter.sinceUnixNanoseconds ?? .min
        for answer in answers where answer.time >= since { client.item(answer.json) }
    }

    func tail(_ filter: AlertFilter, _ client: ControlClient) throws(ControlProblem) {
        let query = try self.query(filter)
        guard let queue = try? AlertSubscribers.Queue() else { throw ControlProblem(.failed, "out of descriptors") }
        let id = store.subscribers.subscribe(queue)
        defer { store.subscribers.cancel(id) }
        while !client.isStopping, !client.hasHungUp() {
            for delivery in queue.take(within: .milliseconds(500)) {
                switch delivery {
                case .alert(let stored):
                    guard let alert = try? stored.alert(), query.fits(alert) else { continue }
                    client.line(stored.line)
                case .lost(let count):
                    client.progress(["lost": .integer(Int64(count))])
                }
            }
        }
    }

    func explain(_ arguments: ExplainArguments, _ client: ControlClient) throws(ControlProblem) {
        let (stored, alert) = try find(arguments.id)
        let json = (try? JSONParser.parse(stored.line)) ?? .null
        var runbook: String?
        if let name = alert.tripwire {
            runbook = try ask { state in
                state.core.detector.settings.tripwires.first { $0.name == name }?.runbook
            }
        }
        client.item(ExplainAnswer(lines: Explanation.render(alert, runbook: runbook), alert: json).json)
    }

    func close(_ arguments: CloseArguments, _ client: ControlClient) throws(ControlProblem) {
        let (_, alert) = try find(arguments.id)
        guard let incident = alert.incident else {
            throw ControlProblem(
                .notFound, "alert \(arguments.id) is of kind \(alert.kind.text): it has no incident to close")
        }
        let user = client.userName
        let mutation = ControlMutation.closeIncident(
            id: incident, as: arguments.closing, by: user, comment: arguments.comment)
        guard try apply(mutation) else {
            throw ControlProblem(.notFound, "incident \(incident) is not open: \(Self.whyNotOpen(alert))")
        }
        _ = try decide(mutation)
        let words = alert.tripwire == nil ? arguments.closing.words : arguments.closing.wordsOfTripwire
        client.item(
            CloseAnswer(
                alert: alert.id, incident: incident, closing: arguments.closing.rawValue, by: user,
                comment: arguments.comment, words: words
            ).json)
    }

    private static func whyNotOpen(_ alert: Alert) -> String {
        alert.tripwire == nil
            ? "it was closed before, or learning was restarted"
            : "newer incidents of this tripwire took its place; close the alert that told of it last"
    }

    /// The one alert whose id begins so.
    func find(_ id: String) throws(ControlProblem) -> (stored: StoredAlert, alert: Alert) {
        let found = try readStore { (reader) throws(StoreError) in try reader.alerts(idPrefix: id) }
        guard let first = found.first else {
            throw ControlProblem(.notFound, "no alert \(EscapedText.string(id)); see yagura alerts")
        }
        guard found.count == 1 else {
            throw ControlProblem(.usage, "\(EscapedText.string(id)) begins several ids; give more of it")
        }
        do throws(AlertError) {
            return (first, try first.alert())
        } catch {
            throw ControlProblem(.failed, "alert \(first.id) cannot be read: \(error)")
        }
    }

    func query(_ filter: AlertFilter) throws(ControlProblem) -> AlertQuery {
        var query = AlertQuery()
        query.sinceUnixNanoseconds = filter.sinceUnixNanoseconds
        query.tripwire = filter.tripwire
        if let text = filter.workload { query.workload = try alertWorkload(text) }
        return query
    }

    /// The same as `workload`, and the canary of tests, which detection knows no workload of.
    func alertWorkload(_ text: String) throws(ControlProblem) -> WorkloadIdentity {
        text == WorkloadIdentity.canary.description ? .canary : try workload(text)
    }

    func newestSequence() throws(ControlProblem) -> Int64 {
        var query = AlertQuery()
        query.isNewest = true
        query.limit = 1
        let newest = try readStore { [query] (reader) throws(StoreError) in try reader.alerts(query) }
        return newest.first?.position?.sequence ?? 0
    }

    func readStore<Value>(
        _ body: (inout StoreReader) throws(StoreError) -> Value
    ) throws(ControlProblem) -> Value {
        do throws(StoreError) {
            var reader = try StoreReader(directory: facts.storeDirectory)
            return try body(&reader)
        } catch {
            throw ControlProblem(.failed, "store: \(error)")
        }
    }
}

extension ControlMutation.Closing {
    /// What closing an anomaly's incident does.
    fileprivate var words: String {
        switch self {
        case .attack: "its items are never learned, and the budget gets its token back"
        case .expected: "its items are known from now on"
        case .noise: "its items are no longer in quarantine, and have to be learned from nothing"
        }
    }

    /// What closing a tripwire's incident does.
    fileprivate var wordsOfTripwire: String {
        switch self {
        case .expected:
            "this executable may touch this tripwire in this workload: it is counted, and neither told nor answered; "
                + "closing the same alert as attack or noise takes that back"
        case .attack, .noise: "the next touch by this executable is told and answered as the first"
        }
    }
}

extension AlertQuery {
    /// Whether an alert that was just stored is asked for.
    func fits(_ alert: Alert) -> Bool {
        if let since = sinceUnixNanoseconds, alert.unixNanoseconds < since { return false }
        if let tripwire, alert.tripwire != tripwire { return false }
        if let workload, alert.workload?.scope != workload.scope || alert.workload?.name != workload.name {
            return false
        }
        if let container, alert.container?.id != container { return false }
        return true
    }
}

extension ControlClient {
    /// A stored line as an item, unchanged.
    func line(_ line: [UInt8]) {
        guard let value = try? JSONParser.parse(line) else { return }
        item(value)
    }
}
