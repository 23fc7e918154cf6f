internal import BehaviourModel

extension TripwireTable.Touch {
    func row(_ keys: inout KeyList) -> JSONValue {
        let told = toldIn.map { JSONValue.integer($0.stored) }
        return .array(
            [
                .string(tripwire), keys.text(executable), .integer(count.stored), .integer(isAccepted.stored),
                .string(incident), .integer(isOpen.stored), .integer(toldDay),
            ] + told)
    }

    /// Rows of earlier versions end after the fourth value: nothing was told then.
    init(_ value: JSONValue, _ words: inout TextTable) {
        var row = Row(value)
        let (name, text) = (row.value().string ?? "", row.value().string ?? "")
        self.init(tripwire: name, executable: KeyReader.text(text, &words), count: row.unsigned())
        isAccepted = row.flag()
        incident = row.value().string ?? ""
        guard row.hasMore else { return }
        isOpen = row.flag()
        toldDay = row.next()
        while row.hasMore, toldIn.count < Self.containerLimit { toldIn.append(row.unsigned()) }
    }
}

extension TripwireCeiling {
    var row: JSONValue {
        .array([
            .string(tripwire), .integer(hour), .integer(Int64(told)), .integer(untold.stored), .string(incident),
        ])
    }

    init(row value: JSONValue) {
        var row = Row(value)
        self.init(tripwire: row.value().string ?? "")
        hour = row.next()
        told = row.number()
        untold = row.unsigned()
        incident = row.value().string ?? ""
    }
}
