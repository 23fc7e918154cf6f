/// Takes the known keys out of one map; what is left at the end is unknown and reported.
package struct MapReader {
    /// `learning`; empty for the whole document.
    package let path: String
    package let problems: ProblemList
    package let place: YAMLPlace
    private var rest: [YAMLNode.Entry]
    private var known: [String] = []
    private var found: [String: YAMLPlace] = [:]

    /// A missing map reads as an empty one, and so does one with nothing in it; anything else is a problem.
    package init(_ node: YAMLNode?, path: String, at parent: YAMLPlace, problems: ProblemList) {
        self.path = path
        self.problems = problems
        place = node?.place ?? parent
        rest = []
        switch node?.content {
        case nil, .nothing: break
        case .map(let entries): rest = entries
        case .scalar, .list:
            problems.add(at: place, key: path, value: node?.inWords, expectation: "keys and values")
        }
    }

    /// The value of a key as it stands; nil when the key is missing.
    package mutating func node(_ key: String) -> YAMLNode? {
        known.append(key)
        guard let index = rest.firstIndex(where: { $0.key == key }) else { return nil }
        let entry = rest.remove(at: index)
        found[key] = entry.value.place
        return entry.value
    }

    /// All keys that nobody has taken, for maps whose keys are names.
    package mutating func takeAll() -> [YAMLNode.Entry] {
        defer { rest = [] }
        return rest
    }

    package mutating func map(_ key: String) -> MapReader {
        let node = node(key)
        return MapReader(node, path: full(key), at: place, problems: problems)
    }

    /// The value of a key, made by `read`; the default for a missing key and for a problem, which is reported.
    package mutating func value<Value>(
        _ key: String, default standard: Value, _ expectation: String, _ read: (ScalarText) -> Value?
    ) -> Value {
        guard let node = node(key) else { return standard }
        return scalar(node, full(key), expectation, read) ?? standard
    }

    /// A list whose elements are made by `read`; elements with problems are reported and left out.
    package mutating func list<Value>(
        _ key: String, default standard: [Value], _ expectation: String, _ read: (ScalarText) -> Value?
    ) -> [Value] {
        guard let nodes = nodes(key, "a list of \(expectation)") else { return standard }
        return nodes.enumerated().compactMap { scalar($1, "\(full(key))[\($0)]", expectation, read) }
    }

    /// A list of maps, one reader each; nil for a missing key.
    package mutating func maps(_ key: String, of expectation: String) -> [MapReader]? {
        nodes(key, "a list of \(expectation)").map {
            $0.enumerated().map { MapReader($1, path: "\(full(key))[\($0)]", at: place, problems: problems) }
        }
    }

    /// Reports that this key's value cannot be together with others.
    package func contradiction(_ key: String, value: String, _ expectation: String) {
        problems.add(at: found[key] ?? place, key: full(key), value: value, expectation: expectation)
    }

    /// Whether the key stands there, taken already or not.
    package func isGiven(_ key: String) -> Bool { found[key] != nil || rest.contains { $0.key == key } }

    /// Reports a key that must be there.
    package func missing(_ key: String, _ expectation: String) {
        guard !isGiven(key) else { return }
        problems.add(at: place, key: full(key), value: nil, expectation: expectation)
    }

    /// Reports every key that nobody has taken.
    package func finish() {
        for entry in rest {
            let nearest = KeySuggestion.nearest(to: entry.key, among: known)
            let all = known.joined(separator: ", ")
            problems.add(
                at: entry.place, key: full(entry.key), value: "an unknown key",
                expectation: nearest.map { "a known key; did you mean \($0)?" } ?? "one of the keys \(all)")
        }
    }

    package func full(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

    private mutating func nodes(_ key: String, _ expectation: String) -> [YAMLNode]? {
        guard let node = node(key) else { return nil }
        if case .list(let nodes) = node.content { return nodes }
        problems.add(at: node.place, key: full(key), value: node.inWords, expectation: expectation)
        return nil
    }

    private func scalar<Value>(
        _ node: YAMLNode, _ key: String, _ expectation: String, _ read: (ScalarText) -> Value?
    ) -> Value? {
        if case .scalar(let text, let isQuoted) = node.content,
            let value = read(ScalarText(text: text, isQuoted: isQuoted))
        {
            return value
        }
        problems.add(at: node.place, key: key, value: node.inWords, expectation: expectation)
        return nil
    }
}

/// A scalar as it was written.
package struct ScalarText {
    package let text: String
    package let isQuoted: Bool
}
