package import BehaviourModel
internal import Crypto
internal import FoundationEssentials

/// The Ed25519 key with which an agent vouches for the end of its chain.
package struct ChainKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// Reads a PEM file: PKCS #8 (RFC 8410), as `openssl genpkey -algorithm ed25519` and the collector write it.
    package init(pem bytes: [UInt8]) throws(ChainKeyError) {
        let der = try PEMText.content(bytes, label: "PRIVATE KEY")
        guard let seed = Self.seed(der), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw ChainKeyError("it is no Ed25519 private key in PKCS #8")
        }
        self.key = key
    }

    package var publicKey: ChainPublicKey { ChainPublicKey(key.publicKey) }

    /// The heartbeat with its signature, over every member but `signature` and `relay`.
    package func sign(_ heartbeat: JSONObject) -> JSONObject {
        var signed = heartbeat
        guard let signature = try? key.signature(for: HeartbeatSignature.content(of: heartbeat)) else { return signed }
        signed["signature"] = .string(Data(signature).base64EncodedString())
        return signed
    }

    /// OneAsymmetricKey { version, { id-Ed25519 }, OCTET STRING { OCTET STRING seed } … }; what may follow is the public key.
    private static func seed(_ der: [UInt8]) -> [UInt8]? {
        // The headers have one spelling in DER but for the whole's length and the version (0, or 1 with a public key).
        let algorithm: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]
        guard der.count >= 48, der[0] == 0x30, Int(der[1]) == der.count - 2, der[1] < 0x80, der[2] == 0x02,
            der[3] == 0x01, der[4] <= 1, Array(der[5..<16]) == algorithm
        else { return nil }
        return Array(der[16..<48])
    }
}

/// The public half: what a collector keeps to check heartbeats.
package struct ChainPublicKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    init(_ key: Curve25519.Signing.PublicKey) { self.key = key }

    /// 32 bytes; nil for anything that is no key.
    package init?(raw bytes: [UInt8]) {
        guard bytes.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            return nil
        }
        self.key = key
    }

    package var raw: [UInt8] { Array(key.rawRepresentation) }

    /// Whether the heartbeat carries this key's signature over what it says.
    package func isSignature(of heartbeat: JSONObject) -> Bool {
        guard let text = heartbeat["signature"]?.string, let signature = Data(base64Encoded: text) else { return false }
        return key.isValidSignature(signature, for: HeartbeatSignature.content(of: heartbeat))
    }
}

/// What of a heartbeat is signed.
package enum HeartbeatSignature {
    /// Canonical JSON of all members but `signature`, and `relay`, which the relay adds.
    package static func content(of heartbeat: JSONObject) -> [UInt8] {
        var signed = heartbeat
        signed["signature"] = nil
        signed["relay"] = nil
        var output: [UInt8] = []
        CanonicalJSON.append(signed, to: &output)
        return output
    }
}

/// Why bytes are not a key of a chain.
package struct ChainKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
