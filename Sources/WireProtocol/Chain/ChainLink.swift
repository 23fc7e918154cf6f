package import BehaviourModel

/// What a line, or a tombstone in the place of many, contributes to a chain.
package struct ChainLink: Hashable, Sendable {
    package var epoch: String
    /// The sequences it stands for: one for a line.
    package var sequences: ClosedRange<Int64>
    /// The hash of the line before the first of them.
    package var previous: Fingerprint
    /// The hash of the last of them.
    package var hash: Fingerprint

    package init(epoch: String, sequences: ClosedRange<Int64>, previous: Fingerprint, hash: Fingerprint) {
        self.epoch = epoch
        self.sequences = sequences
        self.previous = previous
        self.hash = hash
    }

    /// Reads a stored line, an alert's or a tombstone's. Of an alert only the fields of the chain need be right.
    package init(line: [UInt8]) throws(ChainLinkError) {
        let json: JSONValue
        do throws(JSONError) { json = try JSONParser.parse(line) } catch { throw .notJSON(error) }
        try self.init(json, line: line)
    }

    /// The same for a line that has been parsed already.
    package init(_ json: JSONValue, line: [UInt8]) throws(ChainLinkError) {
        do throws(FieldError) {
            var fields = try FieldReader(json)
            let schema = try fields.string("schema")
            self = schema == SchemaName.tombstone ? try Tombstone(from: fields).link : try ChainLink(fields, line: line)
        } catch {
            throw .wrongField(error)
        }
    }

    private init(_ fields: FieldReader, line: [UInt8]) throws(FieldError) {
        var fields = fields
        epoch = try fields.string("epoch")
        let sequence: Int64 = try fields.integer("sequence")
        guard Self.possible.contains(sequence) else {
            throw fields.error("sequence", expected: "a number from 1", found: "\(sequence)")
        }
        sequences = sequence...sequence
        previous = try fields.fingerprint("previous")
        hash = Fingerprint(of: line)
    }

    /// The last number is left free, so that a head can always name its next one.
    static let possible: ClosedRange<Int64> = 1...(Int64.max - 1)
}

/// Why a stored line cannot be part of a chain.
package enum ChainLinkError: Error, Hashable, Sendable, CustomStringConvertible {
    case notJSON(JSONError)
    case wrongField(FieldError)

    package var description: String {
        switch self {
        case .notJSON(let error): "stored line is \(error)"
        case .wrongField(let error): "stored line is damaged: \(error)"
        }
    }
}

extension FieldReader {
    /// A SHA-256 in hexadecimal.
    mutating func fingerprint(_ key: String) throws(FieldError) -> Fingerprint {
        let text = try string(key)
        guard let fingerprint = Fingerprint(hexadecimal: text) else {
            throw error(key, expected: "64 hexadecimal digits", found: "\"\(text)\"")
        }
        return fingerprint
    }
}
