package import BehaviourModel

/// The collector has everything up to a place, but for lines that it can never store.
package struct StreamAcknowledgement: ControlArguments {
    /// A line that the collector refused for good.
    package struct Refusal: Hashable, Sendable {
        package var sequence: Int64
        /// The collector's words.
        package var reason: String

        package init(sequence: Int64, reason: String) {
            self.sequence = sequence
            self.reason = reason
        }
    }

    /// Refused lines named in one acknowledgement.
    package static let refusalLimit = 100

    package var through: StreamPosition
    package var refused: [Refusal]

    package init(through: StreamPosition, refused: [Refusal] = []) {
        self.through = through
        self.refused = refused
    }

    package static let names = ["through", "refused"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        through = try StreamPosition(from: try fields.object("through"))
        refused = []
        guard fields.unknown["refused"] != nil else { return }
        for item in try fields.objects("refused") {
            var item = item
            refused.append(Refusal(sequence: try item.integer("sequence"), reason: try item.string("reason")))
        }
        guard refused.count <= Self.refusalLimit, refused.allSatisfy({ $0.sequence <= through.sequence }) else {
            throw fields.error(
                "refused", expected: "at most \(Self.refusalLimit) lines up to the acknowledged one",
                found: "\(refused.count) others")
        }
    }

    package var object: JSONObject {
        var object: JSONObject = ["through": .object(through.object)]
        if !refused.isEmpty {
            object["refused"] = .array(
                refused.map { ["sequence": .integer($0.sequence), "reason": .string($0.reason)] })
        }
        return object
    }
}
