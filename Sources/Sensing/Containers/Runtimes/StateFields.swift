internal import BehaviourModel

/// Takes typed fields out of a runtime's JSON, and words what is wrong with them.
struct StateFields {
    private let path: String
    private let object: JSONObject

    /// `path` names the file in problems.
    init(_ value: JSONValue, path: String) throws(ContainerProblem) {
        guard case .object(let object) = value else {
            throw ContainerProblem(path: path, reason: "expected an object, found \(value.kindInWords)")
        }
        self.path = path
        self.object = object
    }

    /// A pid that a kernel could have given.
    func pid(_ key: String) throws(ContainerProblem) -> Int32 {
        guard let number = object[key]?.integer, let pid = Int32(exactly: number), pid > 0 else {
            throw wrong(key, "the number of a process")
        }
        return pid
    }

    /// Zero where the field is absent or no such number.
    func ticks(_ key: String) -> UInt64 { object[key]?.integer.flatMap { UInt64(exactly: $0) } ?? 0 }

    func text(_ key: String) -> String? {
        guard let text = object[key]?.string, !text.isEmpty, !text.utf8.contains(0) else { return nil }
        return text
    }

    func requiredText(_ key: String) throws(ContainerProblem) -> String {
        guard let text = text(key) else { throw wrong(key, "a text") }
        return text
    }

    func fields(_ key: String) throws(ContainerProblem) -> StateFields {
        guard let value = object[key] else { throw wrong(key, "an object") }
        return try StateFields(value, path: "\(path): \(key)")
    }

    /// Texts by key; other values in it are left out.
    func texts(_ key: String) -> [String: String] {
        guard let members = object[key]?.object?.members else { return [:] }
        var texts: [String: String] = [:]
        for member in members.prefix(Self.memberLimit) { texts[member.key] = member.value.string }
        return texts
    }

    /// The texts of a list; other values in it are left out.
    func list(_ key: String) -> [String] {
        (object[key]?.array ?? []).prefix(Self.memberLimit).compactMap(\.string)
    }

    func bool(_ key: String) -> Bool { object[key]?.bool ?? false }

    func wrong(_ key: String, _ expected: String) -> ContainerProblem {
        let found = object[key]?.kindInWords ?? "nothing"
        return ContainerProblem(path: path, reason: "\(key): expected \(expected), found \(found)")
    }

    /// More labels than this are a prank.
    private static let memberLimit = 4096
}
