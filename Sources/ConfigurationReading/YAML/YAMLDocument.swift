/// Reads plain YAML: one document of maps, lists and scalars, bounded in size and depth.
///
/// Anchors, aliases, tags and directives are refused: configuration needs none of them, and aliases let a small file mean
/// a huge one.
package enum YAMLDocument {
    /// The largest file that is read, in bytes.
    package static let sizeLimit = 256 << 10
    /// Nested maps and lists.
    package static let depthLimit = 16
    /// Values of a document.
    package static let nodeLimit = 20_000

    /// A whole configuration: keys and values, or nothing at all. Anything else is a problem, and nil.
    package static func keysAndValues(_ bytes: [UInt8], file: String, into problems: ProblemList) -> YAMLNode? {
        guard let node = parse(bytes, file: file, into: problems) else { return nil }
        switch node.content {
        case .map, .nothing: return node
        case .scalar, .list:
            problems.add(at: node.place, key: "", value: node.inWords, expectation: "keys and values")
            return nil
        }
    }

    /// The document's value; problems are added where there are any, and then nil or what could be read comes back.
    package static func parse(_ bytes: [UInt8], file: String, into problems: ProblemList) -> YAMLNode? {
        guard bytes.count <= sizeLimit else {
            problems.add(
                file: file, expectation: "a file of at most \(sizeLimit / 1_024) KiB", value: "\(bytes.count) bytes")
            return nil
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            problems.add(file: file, expectation: "UTF-8 text", value: "other bytes")
            return nil
        }
        guard var builder = YAMLBuilder(bytes, file: file, problems: problems) else {
            problems.add(file: file, expectation: "memory to read it", value: "none")
            return nil
        }
        do throws(YAMLSyntaxError) {
            return try builder.document()
        } catch {
            problems.add(
                at: YAMLPlace(file: file, line: error.line, column: error.column), key: "", value: nil,
                expectation: "valid YAML: \(error.words)")
            return nil
        }
    }
}

/// Builds the tree out of events.
private struct YAMLBuilder: ~Copyable {
    private var events: YAMLEvents
    private let file: String
    private let problems: ProblemList
    private var nodes = 0

    init?(_ bytes: [UInt8], file: String, problems: ProblemList) {
        guard let events = YAMLEvents(bytes) else { return nil }
        self.events = events
        self.file = file
        self.problems = problems
    }

    mutating func document() throws(YAMLSyntaxError) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event {
            case .streamStart, .documentEnd: continue
            case .streamEnd: return root ?? YAMLNode(place: place, content: .nothing)
            case .documentStart:
                guard root == nil else { throw error("one document in a file; put the second into a file of its own") }
            default: root = try node(event, depth: 0)
            }
        }
    }

    private var place: YAMLPlace { YAMLPlace(file: file, line: events.line, column: events.column) }

    private func error(_ words: String) -> YAMLSyntaxError {
        YAMLSyntaxError(line: events.line, column: events.column, words: words)
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> YAMLNode {
        guard depth < YAMLDocument.depthLimit else {
            throw error("at most \(YAMLDocument.depthLimit) levels of maps and lists")
        }
        nodes += 1
        guard nodes <= YAMLDocument.nodeLimit else { throw error("at most \(YAMLDocument.nodeLimit) values in a file") }
        let place = place
        switch event {
        case .scalar(let text, let isQuoted):
            let isNothing = !isQuoted && ["", "~", "null"].contains(text)
            return YAMLNode(place: place, content: isNothing ? .nothing : .scalar(text, isQuoted: isQuoted))
        case .listStart: return YAMLNode(place: place, content: .list(try list(depth: depth)))
        case .mapStart: return YAMLNode(place: place, content: .map(try map(depth: depth)))
        case .refused(let what): throw error("\(what) is not used here; write the value itself")
        default: throw error("a value is missing here")
        }
    }

    private mutating func list(depth: Int) throws(YAMLSyntaxError) -> [YAMLNode] {
        var values: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .listEnd = event { return values }
            values.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func map(depth: Int) throws(YAMLSyntaxError) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var seen: [String: YAMLPlace] = [:]
        while true {
            let event = try events.next()
            if case .mapEnd = event { return entries }
            let place = place
            guard case .scalar(let key, _) = event else {
                if case .refused(let what) = event { throw error("\(what) is not used here; write the value itself") }
                throw error("a key is a word, not a map or list")
            }
            let value = try node(try events.next(), depth: depth + 1)
            if let first = seen[key] {
                problems.add(
                    at: place, key: key, value: value.inWords,
                    expectation: "each key once; it stands in line \(first.line) already")
                continue
            }
            seen[key] = place
            entries.append(YAMLNode.Entry(key: key, place: place, value: value))
        }
    }
}
