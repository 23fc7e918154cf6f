internal import BehaviourModel
internal import HTTPTypes
internal import WireProtocol

/// Reads `yagura.heartbeat/1` as far as the collector judges it; what else is in it is kept and shown.
enum HeartbeatReader {
    /// In bytes; an agent's is about one tenth.
    static let limit = 64 << 10

    /// - Parameter chainKey: the 32 bytes that were registered for the agent; nil leaves every signature wrong.
    static func read(
        _ bytes: [UInt8], agent: AgentName, chainKey: [UInt8]?, received: Int64
    ) throws(Problem) -> ReceivedHeartbeat {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(bytes, limits: JSONParser.Limits(bytes: limit, depth: 16))
        } catch {
            throw .badRequest(error.description)
        }
        guard let object = json.object, json["schema"]?.string == SchemaName.heartbeat else {
            throw Problem(
                .unprocessableContent, "heartbeat", "Not a heartbeat",
                detail: "Expected schema \(SchemaName.heartbeat).")
        }
        guard json["agent"]?.string == agent.text else {
            throw Problem(
                .forbidden, "foreign-agent", "The certificate is another agent's",
                detail: "The heartbeat is not of agent \(agent).")
        }
        guard let epoch = json["epoch"]?.string, IngestBody.isEpoch(epoch),
            let time = json["time"]?.string.flatMap({ try? TimeText.parse($0) }),
            let sequence = json["head"]?["sequence"]?.integer, sequence >= 0, sequence < Int64.max,
            let hash = json["head"]?["hash"]?.string.flatMap({ Fingerprint(hexadecimal: $0) })
        else {
            throw Problem(
                .unprocessableContent, "heartbeat", "Not a heartbeat",
                detail: "It needs epoch, time, head.sequence, head.hash.")
        }
        return ReceivedHeartbeat(
            agent: agent, epoch: epoch, time: time, bootID: String((json["boot_id"]?.string ?? "").prefix(64)),
            bootNanoseconds: json["boot_ns"]?.integer ?? 0, head: ChainHead(sequence: sequence, hash: hash),
            signature: signature(of: object, chainKey), bytes: bytes, received: received)
    }

    private static func signature(of heartbeat: JSONObject, _ chainKey: [UInt8]?) -> ReceivedHeartbeat.Signature {
        guard heartbeat["signature"] != nil else { return .missing }
        guard let chainKey, let key = ChainPublicKey(raw: chainKey) else { return .wrong }
        return key.isSignature(of: heartbeat) ? .right : .wrong
    }
}
