internal import BehaviourModel

extension Tripwire {
    /// Whether an event touches it; a call that failed used nothing. `subject` is the text of `event.subject`.
    func isTouched(by event: BehaviourEvent, subject: Span<UInt8>) -> Bool {
        switch condition {
        case .execution(let origins):
            event.kind == .exec && event.isNetworkFacing
                && (origins.contains(event.subjectOrigin) || event.isOriginDoubtful && origins.contains(.upper))
        case .socketUse(let names):
            !event.hasFailed && (event.kind == .file || event.kind == .connect && event.address.family == .unix)
                && names.contains { Self.isLastComponent($0, of: subject) }
        case .leftCgroup: event.kind == .leftCgroup
        }
    }

    private static func isLastComponent(_ name: String, of path: Span<UInt8>) -> Bool {
        let length = name.utf8.count
        // A name alone: in a directory that nobody knows.
        guard path.count == length || path.count > length && path[path.count - length - 1] == UInt8(ascii: "/") else {
            return false
        }
        var index = path.count - length
        for byte in name.utf8 {
            if path[index] != byte { return false }
            index += 1
        }
        return true
    }
}
