internal import BehaviourModel
internal import WireProtocol

/// What a line says of itself, found in one pass over its bytes; nil where the line is not as agents write it. Then
/// `IngestBody` reads the whole of it, and says what is wrong, if anything is.
struct CanonicalLine {
    /// Where the line ends: at a line end or at the end of all bytes.
    private(set) var end = 0
    private(set) var sequence: Int64 = 0
    private(set) var agent = 0..<0
    private(set) var epoch = 0..<0
    private(set) var schema = 0..<0
    private(set) var previous = Fingerprint.none
    private var id: Range<Int>?
    private var kind: Range<Int>?
    private var severity: Range<Int>?
    private var incident: Range<Int>?
    private var about: Range<Int>?
    private var scope: Range<Int>?
    private var name: Range<Int>?

    /// Names of members as `CanonicalScanner.Key` packs them.
    private struct Names {
        let about = CanonicalScanner.Key.packed("about")
        let agent = CanonicalScanner.Key.packed("agent")
        let epoch = CanonicalScanner.Key.packed("epoch")
        let id = CanonicalScanner.Key.packed("id")
        let incident = CanonicalScanner.Key.packed("incident")
        let kind = CanonicalScanner.Key.packed("kind")
        let name = CanonicalScanner.Key.packed("name")
        let previous = CanonicalScanner.Key.packed("previous")
        let schema = CanonicalScanner.Key.packed("schema")
        let scope = CanonicalScanner.Key.packed("scope")
        let sequence = CanonicalScanner.Key.packed("sequence")
        let severity = CanonicalScanner.Key.packed("severity")
        let workload = CanonicalScanner.Key.packed("workload")
    }

    private static let names = Names()

    /// Reads the line that begins at `start`.
    init?(_ bytes: Span<UInt8>, at start: Int, limits: IngestBody.Limits) {
        var scanner = CanonicalScanner(bytes, at: start, depthLimit: limits.depth)
        guard scan(&scanner), scanner.position == bytes.count || bytes[scanner.position] == UInt8(ascii: "\n"),
            scanner.position &- start <= limits.line
        else { return nil }
        end = scanner.position
        if !scanner.isASCII {
            guard (try? UTF8Span(validating: bytes.extracting(start..<end))) != nil else { return nil }
        }
    }

    /// Each member that counts has a key of at most eight bytes.
    private mutating func scan(_ scanner: inout CanonicalScanner) -> Bool {
        let names = Self.names
        guard scanner.beginObject(depth: 0) else { return false }
        var found = (agent: false, epoch: false, schema: false, previous: false, sequence: false)
        var former: CanonicalScanner.Key?
        var fails = false
        while let key = scanner.nextKey(after: &former, &fails) {
            if key.place.count > 8 {
                guard scanner.skipValue(depth: 1) else { return false }
                continue
            }
            switch key.packed {
            case names.agent: (agent, found.agent) = Self.required(&scanner)
            case names.epoch: (epoch, found.epoch) = Self.required(&scanner)
            case names.schema: (schema, found.schema) = Self.required(&scanner)
            case names.previous:
                let (place, isText) = Self.required(&scanner)
                guard isText, let hash = Fingerprint(hexadecimal: scanner.bytes.extracting(place)) else { return false }
                (previous, found.previous) = (hash, true)
            case names.sequence:
                guard let number = scanner.number(), number > 0 else { return false }
                (sequence, found.sequence) = (number, true)
            case names.id: id = scanner.text(depth: 1, &fails)
            case names.kind: kind = scanner.text(depth: 1, &fails)
            case names.severity: severity = scanner.text(depth: 1, &fails)
            case names.incident: incident = scanner.text(depth: 1, &fails)
            case names.about: about = scanner.text(depth: 1, &fails)
            case names.workload: fails = !scanWorkload(&scanner)
            default: fails = !scanner.skipValue(depth: 1)
            }
            if fails { return false }
        }
        return !fails && found.agent && found.epoch && found.schema && found.previous && found.sequence
    }

    private mutating func scanWorkload(_ scanner: inout CanonicalScanner) -> Bool {
        guard scanner.position < scanner.bytes.count, scanner.bytes[scanner.position] == UInt8(ascii: "{") else {
            return scanner.skipValue(depth: 1)
        }
        guard scanner.beginObject(depth: 1) else { return false }
        var former: CanonicalScanner.Key?
        var fails = false
        while let key = scanner.nextKey(after: &former, &fails) {
            if key.isNamed(Self.names.scope) {
                scope = scanner.text(depth: 2, &fails)
            } else if key.isNamed(Self.names.name) {
                name = scanner.text(depth: 2, &fails)
            } else {
                fails = !scanner.skipValue(depth: 2)
            }
            if fails { return false }
        }
        return !fails
    }

    /// A text that must be there.
    private static func required(_ scanner: inout CanonicalScanner) -> (place: Range<Int>, isText: Bool) {
        var fails = false
        guard let place = scanner.text(depth: 1, &fails), !fails else { return (0..<0, false) }
        return (place, true)
    }
}

extension CanonicalLine {
    /// The columns; `bytes` are those that it was read from.
    func projection(_ bytes: [UInt8]) -> LineProjection {
        func text(_ place: Range<Int>?) -> String? {
            place.flatMap { $0.isEmpty ? nil : String(decoding: bytes[$0], as: UTF8.self) }
        }
        var workload: String?
        if let scope = text(scope), let name = text(name) { workload = scope + "/" + name }
        return LineProjection(
            schema: String(decoding: bytes[schema], as: UTF8.self), id: text(id), kind: text(kind),
            severity: text(severity).map(LineProjection.rank) ?? 0, workload: workload, incident: text(incident),
            about: text(about))
    }
}
