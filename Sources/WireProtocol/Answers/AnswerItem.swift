package import BehaviourModel

/// One `item` (or `progress`) of an answer on the control socket: decodes with unknown fields kept, and encodes them again.
package protocol AnswerItem: Hashable, Sendable {
    init(from fields: FieldReader) throws(FieldError)
    /// All fields of this version, absent values as null, and the unknown ones.
    var object: JSONObject { get }
}

extension AnswerItem {
    package init(_ json: JSONValue) throws(FieldError) {
        try self.init(from: FieldReader(json))
    }

    package var json: JSONValue { .object(object) }
}

extension FieldReader {
    mutating func item<Item: AnswerItem>(_ key: String) throws(FieldError) -> Item {
        try Item(from: object(key))
    }

    mutating func items<Item: AnswerItem>(_ key: String) throws(FieldError) -> [Item] {
        var items: [Item] = []
        for fields in try objects(key) { items.append(try Item(from: fields)) }
        return items
    }

    mutating func word<Known: AlertTerm>(_ key: String) throws(FieldError) -> AlertWord<Known> {
        AlertWord(text: try string(key))
    }

    mutating func time(_ key: String) throws(FieldError) -> Int64 {
        guard let time = try optionalTime(key) else {
            throw error(key, expected: "a time such as 2026-03-01T09:30:00Z", found: "nothing")
        }
        return time
    }

    mutating func workload(_ key: String) throws(FieldError) -> WorkloadIdentity {
        guard let workload = try optionalWorkload(key) else {
            throw error(key, expected: "a workload's scope and name", found: "nothing")
        }
        return workload
    }

    mutating func optionalWorkload(_ key: String) throws(FieldError) -> WorkloadIdentity? {
        guard var fields = try optionalObject(key) else { return nil }
        return WorkloadIdentity(scope: try fields.string("scope"), name: try fields.string("name"))
    }
}

extension JSONValue {
    static func time(_ unixNanoseconds: Int64) -> JSONValue {
        .string(TimeText.format(unixNanoseconds: unixNanoseconds))
    }

    static func optionalTime(_ unixNanoseconds: Int64?) -> JSONValue {
        unixNanoseconds.map { time($0) } ?? .null
    }

    /// As in an alert, so that the same filter finds both.
    static func workload(_ workload: WorkloadIdentity) -> JSONValue {
        ["scope": .string(workload.scope), "name": .string(workload.name)]
    }

    static func optional(_ workload: WorkloadIdentity?) -> JSONValue {
        workload.map { Self.workload($0) } ?? .null
    }
}

extension WaitArguments.Condition: AlertTerm {}
extension TestArguments.Kind: AlertTerm {}
