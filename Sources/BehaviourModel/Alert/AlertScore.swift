/// How unusual a window is for its workload. All figures are whole thousandths.
package struct AlertScore: Hashable, Sendable {
    /// `novelty`, `sequence` or `rates`.
    package var lane: String
    /// `S`, the sum over families, or the one family that ranked higher.
    package var statistic: String
    /// The sum of the items.
    package var millibits: Int64
    /// How rare this score is among the workload's own windows.
    package var calibratedMillibits: Int64
    /// What it takes to alert.
    package var floorMillibits: Int64
    /// Watched windows that scored as high.
    package var asHigh: Int64
    /// Watched windows it was compared with.
    package var windows: Int64
    /// Tokens left in the budget before this alert.
    package var tokensMilli: Int64
    package var budget: AlertBudget
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        lane: String, statistic: String, millibits: Int64, calibratedMillibits: Int64, floorMillibits: Int64,
        asHigh: Int64, windows: Int64, tokensMilli: Int64, budget: AlertBudget
    ) {
        self.lane = lane
        self.statistic = statistic
        self.millibits = millibits
        self.calibratedMillibits = calibratedMillibits
        self.floorMillibits = floorMillibits
        self.asHigh = asHigh
        self.windows = windows
        self.tokensMilli = tokensMilli
        self.budget = budget
    }
}

extension AlertScore: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        lane = try fields.string("lane")
        statistic = try fields.string("statistic")
        millibits = try fields.integer("millibits")
        calibratedMillibits = try fields.integer("calibrated_millibits")
        floorMillibits = try fields.integer("floor_millibits")
        asHigh = try fields.integer("as_high")
        windows = try fields.integer("windows")
        tokensMilli = try fields.integer("tokens_milli")
        budget = try fields.part("budget")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "lane": .string(lane),
            "statistic": .string(statistic),
            "millibits": .integer(millibits),
            "calibrated_millibits": .integer(calibratedMillibits),
            "floor_millibits": .integer(floorMillibits),
            "as_high": .integer(asHigh),
            "windows": .integer(windows),
            "tokens_milli": .integer(tokensMilli),
            "budget": .object(budget.object),
        ]
        return known.adding(unknown: unknown)
    }
}

/// How many incidents an operator wants to see at most.
package struct AlertBudget: Hashable, Sendable {
    package var incidents: Int64
    /// A duration such as `7d`, as configured.
    package var period: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(incidents: Int64, period: String) {
        self.incidents = incidents
        self.period = period
    }
}

extension AlertBudget: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        incidents = try fields.integer("incidents")
        period = try fields.string("period")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "incidents": .integer(incidents),
            "period": .string(period),
        ]
        return known.adding(unknown: unknown)
    }
}
