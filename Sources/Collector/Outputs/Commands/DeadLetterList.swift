internal import BehaviourModel

/// `dead-letters`: what outputs did not deliver, as text or as JSON lines.
package enum DeadLetterList {
    package static func lines(_ letters: [DeadLetter], asJSON: Bool) -> [String] {
        letters.map { letter in
            if asJSON { return PlainText.escapedJSON(CanonicalJSON.bytes(letter.json)) }
            let time = TimeText.format(unixNanoseconds: letter.time).prefix(19)
            let alert = letter.alert.isEmpty ? "record \(letter.position)" : "alert \(OutboundWords.cut(letter.alert))"
            return "\(time)Z  \(letter.output)  \(alert) of \(OutboundWords.cut(letter.agent)): "
                + PlainText.shortened(letter.reason, to: 400)
        }
    }
}
