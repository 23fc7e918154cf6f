package import BehaviourModel

/// An anomaly that the budget held back: an item of `alerts --held`. It has no sequence and is in no chain.
package struct HeldBackAnswer: Hashable, Sendable {
    package var id: String
    /// Unix nanoseconds of its last growth.
    package var time: Int64
    package var workload: WorkloadIdentity
    /// The container's id.
    package var container: String
    package var millibits: Int64
    package var calibratedMillibits: Int64
    package var floorMillibits: Int64
    package var tokensMilli: Int64
    /// How often it came.
    package var count: Int64
    /// Why it was held back, in words.
    package var reason: String
    /// As in an alert.
    package var items: [JSONValue]
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        id: String, time: Int64, workload: WorkloadIdentity, container: String, millibits: Int64,
        calibratedMillibits: Int64, floorMillibits: Int64, tokensMilli: Int64, count: Int64, reason: String,
        items: [JSONValue] = []
    ) {
        self.id = id
        self.time = time
        self.workload = workload
        self.container = container
        self.millibits = millibits
        self.calibratedMillibits = calibratedMillibits
        self.floorMillibits = floorMillibits
        self.tokensMilli = tokensMilli
        self.count = count
        self.reason = reason
        self.items = items
    }
}

extension HeldBackAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        id = try fields.string("id")
        time = try fields.time("time")
        workload = try fields.workload("workload")
        container = try fields.string("container")
        millibits = try fields.integer("millibits")
        calibratedMillibits = try fields.integer("calibrated_millibits")
        floorMillibits = try fields.integer("floor_millibits")
        tokensMilli = try fields.integer("tokens_milli")
        count = try fields.integer("count")
        reason = try fields.string("reason")
        items = try fields.array("items")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "id": .string(id),
            "time": .time(time),
            "workload": .workload(workload),
            "container": .string(container),
            "millibits": .integer(millibits),
            "calibrated_millibits": .integer(calibratedMillibits),
            "floor_millibits": .integer(floorMillibits),
            "tokens_milli": .integer(tokensMilli),
            "count": .integer(count),
            "reason": .string(reason),
            "items": .array(items),
        ]
        return known.adding(unknown: unknown)
    }
}
