internal import BehaviourModel
internal import WireProtocol

/// What a stored heartbeat proves: the agent's key has signed that this was the newest line, and how much was acknowledged.
struct SignedHeartbeat: Hashable, Sendable {
    let agent: String
    let epoch: String
    let head: ChainHead
    /// The agent had heard from the collector that everything up to here is stored.
    let acknowledged: Int64

    /// Nil when the bytes are no heartbeat with this key's signature.
    init?(_ bytes: [UInt8], chainKey: [UInt8]?) {
        guard let chainKey, let key = ChainPublicKey(raw: chainKey),
            let object = (try? JSONParser.parse(bytes))?.object, key.isSignature(of: object),
            let agent = object["agent"]?.string, let epoch = object["epoch"]?.string,
            let sequence = object["head"]?["sequence"]?.integer, (0..<Int64.max).contains(sequence),
            let hash = object["head"]?["hash"]?.string.flatMap({ Fingerprint(hexadecimal: $0) })
        else { return nil }
        self.agent = agent
        self.epoch = epoch
        head = ChainHead(sequence: sequence, hash: hash)
        acknowledged = object["acknowledged"]?.integer ?? 0
    }
}
