/// Takes the known fields out of a JSON object one by one; what is left are the unknown ones, to be kept.
package struct FieldReader {
    /// Where this object stands in the whole document, such as `items[2]`; empty for the document itself.
    private let path: String
    private var rest: JSONObject

    package init(_ object: JSONObject, path: String = "") {
        self.path = path
        rest = object
    }

    /// Fails when `value` is not an object.
    package init(_ value: JSONValue, path: String = "") throws(FieldError) {
        guard case .object(let object) = value else {
            throw FieldError(path: path, expected: "an object", found: value.kindInWords)
        }
        self.init(object, path: path)
    }

    /// The fields that nobody has taken.
    package var unknown: JSONObject { rest }

    /// Any value; nil for an absent field and for null.
    package mutating func value(_ key: String) -> JSONValue? {
        guard let value = rest[key] else { return nil }
        rest[key] = nil
        return value.isNull ? nil : value
    }

    package mutating func string(_ key: String) throws(FieldError) -> String {
        try required(key, "a string", optionalString(key))
    }

    package mutating func optionalString(_ key: String) throws(FieldError) -> String? {
        try typed(key, "a string") { $0.string }
    }

    package mutating func bool(_ key: String) throws(FieldError) -> Bool {
        try required(key, "true or false", optionalBool(key))
    }

    package mutating func optionalBool(_ key: String) throws(FieldError) -> Bool? {
        try typed(key, "true or false") { $0.bool }
    }

    /// A whole number that fits `Number`.
    package mutating func integer<Number: FixedWidthInteger>(_ key: String) throws(FieldError) -> Number {
        try required(key, Self.range(of: Number.self), optionalInteger(key))
    }

    package mutating func optionalInteger<Number: FixedWidthInteger>(_ key: String) throws(FieldError) -> Number? {
        try typed(key, Self.range(of: Number.self)) { value in value.integer.flatMap { Number(exactly: $0) } }
    }

    /// A list of strings.
    package mutating func strings(_ key: String) throws(FieldError) -> [String] {
        var strings: [String] = []
        for (index, value) in try array(key).enumerated() {
            guard let string = value.string else {
                let place = "\(full(key))[\(index)]"
                throw FieldError(path: place, expected: "a string", found: value.kindInWords)
            }
            strings.append(string)
        }
        return strings
    }

    package mutating func array(_ key: String) throws(FieldError) -> [JSONValue] {
        try required(key, "a list", typed(key, "a list") { $0.array })
    }

    /// The fields of a nested object.
    package mutating func object(_ key: String) throws(FieldError) -> FieldReader {
        try required(key, "an object", optionalObject(key))
    }

    package mutating func optionalObject(_ key: String) throws(FieldError) -> FieldReader? {
        guard let value = value(key) else { return nil }
        return try FieldReader(value, path: full(key))
    }

    /// One reader for each object of a list.
    package mutating func objects(_ key: String) throws(FieldError) -> [FieldReader] {
        var readers: [FieldReader] = []
        for (index, value) in try array(key).enumerated() {
            readers.append(try FieldReader(value, path: "\(full(key))[\(index)]"))
        }
        return readers
    }

    /// An error about one of these fields.
    package func error(_ key: String, expected: String, found: String) -> FieldError {
        FieldError(path: full(key), expected: expected, found: found)
    }

    private mutating func typed<Value>(
        _ key: String, _ expected: String, _ convert: (JSONValue) -> Value?
    ) throws(FieldError) -> Value? {
        guard let value = value(key) else { return nil }
        guard let converted = convert(value) else {
            throw FieldError(path: full(key), expected: expected, found: value.kindInWords)
        }
        return converted
    }

    private func required<Value>(_ key: String, _ expected: String, _ value: Value?) throws(FieldError) -> Value {
        guard let value else { throw FieldError(path: full(key), expected: expected, found: "nothing") }
        return value
    }

    private func full(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    private static func range<Number: FixedWidthInteger>(of type: Number.Type) -> String {
        "a whole number from \(Number.min) to \(Number.max)"
    }
}
