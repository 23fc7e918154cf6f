/// An object inside an alert: it decodes with unknown fields kept, and encodes them again.
package protocol AlertPart: Hashable, Sendable {
    init(from fields: FieldReader) throws(FieldError)
    /// All fields of this version, absent values as null, and the unknown ones.
    var object: JSONObject { get }
}

extension FieldReader {
    mutating func part<Part: AlertPart>(_ key: String) throws(FieldError) -> Part {
        try Part(from: object(key))
    }

    mutating func optionalPart<Part: AlertPart>(_ key: String) throws(FieldError) -> Part? {
        guard let fields = try optionalObject(key) else { return nil }
        return try Part(from: fields)
    }

    mutating func parts<Part: AlertPart>(_ key: String) throws(FieldError) -> [Part] {
        var parts: [Part] = []
        for fields in try objects(key) { parts.append(try Part(from: fields)) }
        return parts
    }
}

extension JSONValue {
    static func optional(_ part: (some AlertPart)?) -> JSONValue {
        part.map { .object($0.object) } ?? .null
    }
}
