internal import BehaviourModel
internal import Gzip
internal import WireProtocol

/// Reads the body of a request into lines: bounded in size, number and depth, and refused as a whole or taken as a whole.
package struct IngestBody: Sendable {
    package struct Limits: Hashable, Sendable {
        /// Of the body, packed and unpacked, in bytes.
        package var bytes = 4 << 20
        package var lines = 1_000
        /// Of one line, in bytes.
        package var line = 1 << 20
        /// Nested lists and objects of a line.
        package var depth = 64

        package init() {}
    }

    private let limits: Limits

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// The content of a gzip body.
    package func unpack(_ packed: [UInt8]) throws(IngestRefusal) -> [UInt8] {
        guard packed.count >= 18 else { throw .notGzip }
        // RFC 1952: the last four bytes are the content's size; one that lies is refused by what follows.
        let size = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard size <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        var content = [UInt8](repeating: 0, count: max(1, size))
        var room = content.mutableSpan
        guard Gzip.unpack(packed.span, into: &room) == size else { throw .notGzip }
        if size == 0 { return [] }
        return content
    }

    /// The lines of an unpacked body.
    package func read(
        _ body: [UInt8], agent: AgentName, serial: String, received: Int64
    ) throws(IngestRefusal) -> ReceivedBatch {
        guard body.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        var lines: [ReceivedLine] = []
        var start = 0
        while start < body.count {
            let number = lines.count + 1
            guard number <= limits.lines else { throw .tooManyLines(limit: limits.lines) }
            let line: ReceivedLine
            if let known = canonical(body, at: start, agent: agent, epoch: lines.first?.link.epoch) {
                line = known
            } else {
                let end = body[start...].firstIndex(of: UInt8(ascii: "\n")) ?? body.count
                line = try self.line(Array(body[start..<end]), number: number, agent: agent)
            }
            if let first = lines.first, first.link.epoch != line.link.epoch { throw .mixedEpochs(line: number) }
            lines.append(line)
            start += line.bytes.count + 1
        }
        guard let epoch = lines.first?.link.epoch else { throw .empty }
        return ReceivedBatch(agent: agent, epoch: epoch, serial: serial, lines: lines, received: received)
    }

    /// The line that begins at `start`, if it is an alert as the agent writes one; its JSON tree is never made then.
    ///
    /// - Parameter epoch: of the line before: the text is shared.
    private func canonical(_ body: [UInt8], at start: Int, agent: AgentName, epoch: String?) -> ReceivedLine? {
        guard let line = CanonicalLine(body.span, at: start, limits: limits),
            agent.text.utf8.elementsEqual(body[line.agent])
        else { return nil }
        let projection = line.projection(body)
        guard projection.schema != SchemaName.tombstone else { return nil }
        let name =
            if let epoch, epoch.utf8.elementsEqual(body[line.epoch]) { epoch } else {
                String(decoding: body[line.epoch], as: UTF8.self)
            }
        guard Self.isEpoch(name) else { return nil }
        let bytes = Array(body[start..<line.end])
        let link = ChainLink(
            epoch: name, sequences: line.sequence...line.sequence, previous: line.previous, hash: Fingerprint(of: bytes)
        )
        return ReceivedLine(bytes: bytes, link: link, projection: projection)
    }

    /// Any line, by its JSON tree, and why it is refused.
    package func line(_ bytes: [UInt8], number: Int, agent: AgentName) throws(IngestRefusal) -> ReceivedLine {
        // The agent writes none: in strings they are escaped, and between values there is nothing. Here they would end a line
        // for who reads on: a carriage return ends one of a server-sent event.
        if let byte = bytes.first(where: { $0 < 0x20 }) {
            throw .line(number, reason: "a raw control character, byte \(byte): lines are canonical JSON")
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(bytes, limits: JSONParser.Limits(bytes: limits.line, depth: limits.depth))
        } catch {
            throw .line(number, reason: PlainText.shortened(error.description, to: Self.reasonLimit))
        }
        let link: ChainLink
        do throws(ChainLinkError) { link = try ChainLink(json, line: bytes) } catch {
            throw .line(number, reason: PlainText.shortened(error.description, to: Self.reasonLimit))
        }
        guard Self.isEpoch(link.epoch) else {
            throw .line(number, reason: "field epoch: expected 1 to \(Self.epochLimit) printable characters of ASCII")
        }
        // A tombstone may leave the name out: then it is its certificate's.
        let isTombstone = json["schema"]?.string == SchemaName.tombstone
        if let found = json["agent"]?.string {
            guard found == agent.text else {
                throw .foreignAgent(line: number, found: PlainText.shortened(found, to: Self.reasonLimit))
            }
        } else if !isTombstone {
            throw .line(number, reason: "field agent: expected a string, found nothing")
        }
        return ReceivedLine(bytes: bytes, link: link, projection: LineProjection(json))
    }

    /// Characters of a reason. Errors quote what they found, which may be a whole line: the relay reads answers of 64 KiB.
    private static let reasonLimit = 300

    /// An epoch is a UUID; a later version may have longer names.
    private static let epochLimit = 128

    static func isEpoch(_ text: String) -> Bool {
        (1...epochLimit).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
