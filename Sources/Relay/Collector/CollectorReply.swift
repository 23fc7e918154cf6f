internal import BehaviourModel
internal import NIOCore
internal import WireProtocol

/// What a collector's answer means for what was sent.
enum CollectorReply: Hashable, Sendable {
    /// Stored up to here, durable.
    case stored(through: StreamPosition)
    /// Taken; for what has no place in the stream.
    case taken
    /// More than one request may hold.
    case tooLarge
    /// Some line can never be stored, but the answer is too long to say which.
    case unreadRefusal
    /// This line, counted from 0, can never be stored; nothing of the request was.
    case refusedLine(Int, reason: String)
    /// Not now.
    case later(after: Duration?, words: String)
    /// Not to this sender, or not in this form: somebody must look.
    case rejected(words: String)

    /// - Parameters:
    ///   - body: nil when it is too long to be read.
    ///   - lines: how many were sent; 0 for what is no batch.
    ///   - retryAfter: the header of this name.
    init(status: UInt, retryAfter: String?, body: [UInt8]?, lines: Int, now: Int64) {
        let json = body.flatMap { try? JSONParser.parse($0) }
        switch status {
        case 200 where lines > 0:
            guard let json, let place = try? Self.place(json) else {
                self = .rejected(words: "it answers 200 without the place up to which it has stored")
                return
            }
            self = .stored(through: place)
        case 200..<300: self = .taken
        case 413: self = .tooLarge
        // Which line it is cannot be read: halves find it.
        case 422 where body == nil && lines > 0: self = .unreadRefusal
        case 422:
            let reason = Self.words(json) ?? "no reason given"
            let line = json?["line"]?.integer.flatMap { Int(exactly: $0) } ?? 0
            self =
                (1...max(1, lines)).contains(line) ? .refusedLine(line - 1, reason: reason) : .rejected(words: reason)
        case 429, 500..<600:
            self = .later(
                after: retryAfter.flatMap { Self.pause($0, now: now) },
                words: "status \(status)\(Self.words(json).map { ": " + $0 } ?? "")")
        default: self = .rejected(words: "status \(status)\(Self.words(json).map { ": " + $0 } ?? "")")
        }
    }

    private static func place(_ json: JSONValue) throws(FieldError) -> StreamPosition {
        var fields = try FieldReader(json)
        return try StreamPosition(from: try fields.object("through"))
    }

    /// The words of a problem (RFC 9457), bounded and printable.
    private static func words(_ json: JSONValue?) -> String? {
        let text = json?["reason"]?.string ?? json?["detail"]?.string ?? json?["title"]?.string
        return text.map { EscapedText.string(Array($0.utf8.prefix(300))) }
    }

    /// Seconds, or a moment (RFC 9110, 10.2.3); at most an hour, so that no collector silences a host for a day.
    private static func pause(_ text: String, now: Int64) -> Duration? {
        let longest: Int64 = 3_600
        if let seconds = Int64(text), seconds >= 0 { return .seconds(min(seconds, longest)) }
        guard let moment = HTTPTime.parse(text) else { return nil }
        let (distance, overflow) = moment.subtractingReportingOverflow(now)
        return overflow ? nil : .seconds(min(max(0, distance), longest))
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7), in Unix seconds.
enum HTTPTime {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func parse(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(where: { $0 == parts[2] }) else {
            return nil
        }
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        return (try? TimeText.parse("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")).map { $0 / 1_000_000_000 }
    }
}
