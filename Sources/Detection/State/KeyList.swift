internal import BehaviourModel

/// The items that a stored state speaks of, each written once; rows name them by their number.
struct KeyList {
    private(set) var references: [JSONValue] = []
    private var numbers: [ItemKey: Int64] = [:]
    private let words: TextTable

    init(words: TextTable) { self.words = words }

    /// The number of an item; -1 for one whose text is not known.
    mutating func number(_ key: ItemKey) -> Int64 {
        guard key.executable != .overflow, key.subject != .overflow else { return -1 }
        if let known = numbers[key] { return known }
        let number = Int64(references.count)
        numbers[key] = number
        references.append(.string(ItemWords.item(key, words).reference))
        return number
    }

    /// A text as a token of the grammar.
    func text(_ id: TextID) -> JSONValue { .string(EscapedText.string(ItemWords.bytes(id, words))) }
}

/// The items of a stored state, read back.
struct KeyReader {
    private var keys: [ItemKey?] = []

    init(_ references: [String], words: inout TextTable) {
        for reference in references {
            keys.append(Item(reference: reference).flatMap { ItemWords.key($0, &words) })
        }
    }

    subscript(number: Int64) -> ItemKey? {
        guard let index = Int(exactly: number), keys.indices.contains(index) else { return nil }
        return keys[index]
    }

    static func text(_ escaped: String, _ words: inout TextTable) -> TextID {
        guard let bytes = EscapedText.decode(escaped) else { return .overflow }
        return words.intern(bytes.span)
    }
}

/// Whole numbers in a row; what is missing reads as 0.
struct Row {
    private let values: [JSONValue]
    private var cursor = 0

    init(_ value: JSONValue) { values = value.array ?? [] }

    var hasMore: Bool { cursor < values.count }

    mutating func next() -> Int64 {
        guard cursor < values.count else { return 0 }
        defer { cursor += 1 }
        return values[cursor].integer ?? 0
    }

    mutating func value() -> JSONValue {
        guard cursor < values.count else { return .null }
        defer { cursor += 1 }
        return values[cursor]
    }

    mutating func unsigned() -> UInt64 { UInt64(bitPattern: next()) }
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number {
        Number(clamping: next())
    }
    /// A minute, an hour, a day or a window's number: never so large that reckoning with it could overflow.
    mutating func place() -> Int64 { min(max(0, next()), 1 << 40) }
    /// A count, with the same promise.
    mutating func count() -> UInt64 { UInt64(min(max(0, next()), 1 << 48)) }
    mutating func moment() -> Moment { Moment(milliseconds: min(max(0, next()), 1 << 60)) }
    mutating func flag() -> Bool { next() != 0 }

    static func of(_ numbers: [Int64]) -> JSONValue { .array(numbers.map { .integer($0) }) }
}

extension UInt64 {
    /// The bits as JSON has room for them.
    var stored: Int64 { Int64(bitPattern: self) }
}

extension Bool {
    var stored: Int64 { self ? 1 : 0 }
}
