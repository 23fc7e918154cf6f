internal import CYAML

/// What libyaml reads, one after the other.
enum YAMLEvent {
    case streamStart, streamEnd, documentStart, documentEnd
    case scalar(String, isQuoted: Bool)
    case listStart, listEnd, mapStart, mapEnd
    /// Something that we take no part in: an anchor, an alias, a tag, a directive.
    case refused(String)
}

/// A failure of libyaml's, or of UTF-8, with its place; counted from 1.
struct YAMLSyntaxError: Error {
    let line: Int
    let column: Int
    let words: String
}

/// libyaml's parser over bytes in memory.
@safe struct YAMLEvents: ~Copyable {
    /// The parser points into itself: it needs one place for its whole life.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    /// Of the event that came last, from 1.
    private(set) var line = 1
    private(set) var column = 1

    /// nil without memory.
    init?(_ bytes: [UInt8]) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        for (index, byte) in bytes.enumerated() { unsafe copy[index] = byte }
        let place = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(place) != 0 else {
            unsafe place.deallocate()
            unsafe copy.deallocate()
            return nil
        }
        unsafe yaml_parser_set_input_string(place, copy.baseAddress, bytes.count)
        unsafe yaml_parser_set_encoding(place, YAML_UTF8_ENCODING)
        unsafe parser = place
        unsafe input = copy
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) != 0 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        line = unsafe Self.fromOne(event.start_mark.line)
        column = unsafe Self.fromOne(event.start_mark.column)
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT:
            let start = unsafe event.data.document_start
            return unsafe start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
                ? .refused("a directive (%)") : .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .refused("an alias (*)")
        case YAML_SCALAR_EVENT: return unsafe scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe refusal(start.anchor, start.tag) ?? .listStart
        case YAML_SEQUENCE_END_EVENT: return .listEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe refusal(start.anchor, start.tag) ?? .mapStart
        case YAML_MAPPING_END_EVENT: return .mapEnd
        default: return .refused("something unknown")
        }
    }

    @unsafe private func scalar(_ event: yaml_event_t) -> YAMLEvent {
        let scalar = unsafe event.data.scalar
        if let refused = unsafe refusal(scalar.anchor, scalar.tag) { return refused }
        // libyaml answers the length of what it points to; it lives until the event is deleted.
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.value == nil ? 0 : scalar.length)
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        return .scalar(text, isQuoted: unsafe scalar.style != YAML_PLAIN_SCALAR_STYLE)
    }

    @unsafe private func refusal(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> YAMLEvent? {
        unsafe anchor != nil ? .refused("an anchor (&)") : tag != nil ? .refused("a tag (!)") : nil
    }

    private func failure() -> YAMLSyntaxError {
        let state = unsafe parser.pointee
        let words = unsafe state.problem.map { unsafe String(cString: $0) } ?? "out of memory"
        // A reader's error has an offset only; the mark is where the parser had come.
        return unsafe YAMLSyntaxError(
            line: Self.fromOne(state.problem_mark.line), column: Self.fromOne(state.problem_mark.column), words: words)
    }

    private static func fromOne(_ number: Int) -> Int { Int(clamping: number) &+ 1 }
}
