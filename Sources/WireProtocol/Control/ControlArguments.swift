package import BehaviourModel

/// The arguments of one kind of request.
package protocol ControlArguments: Hashable, Sendable {
    /// Every argument there is.
    static var names: [String] { get }
    /// Takes the arguments out of `fields`; those left over are unknown.
    init(from fields: inout FieldReader) throws(FieldError)
    /// The arguments that are there; absent ones are left out.
    var object: JSONObject { get }
}

extension FieldReader {
    /// One word of a closed list.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Choice.Type = Choice.self
    ) throws(FieldError) -> Choice {
        let text = try string(key)
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(key, expected: "one of \(choices)", found: "\"\(text)\"")
        }
        return choice
    }

    /// A duration such as `30s`.
    mutating func optionalDuration(_ key: String) throws(FieldError) -> Duration? {
        guard let text = try optionalString(key) else { return nil }
        do throws(TextValueError) {
            return try DurationText.parse(text)
        } catch {
            throw self.error(key, expected: error.expectation, found: "\"\(text)\"")
        }
    }

    /// A moment in RFC 3339, as Unix nanoseconds.
    mutating func optionalTime(_ key: String) throws(FieldError) -> Int64? {
        guard let text = try optionalString(key) else { return nil }
        do throws(TextValueError) {
            return try TimeText.parse(text)
        } catch {
            throw self.error(key, expected: error.expectation, found: "\"\(text)\"")
        }
    }
}

extension JSONObject {
    /// Sets a member when there is something to set.
    mutating func set(_ key: String, _ text: String?) {
        if let text { self[key] = .string(text) }
    }

    mutating func set(_ key: String, _ duration: Duration?) {
        set(key, duration.map { DurationText.format($0) })
    }
}
