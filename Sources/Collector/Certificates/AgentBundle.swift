package import BehaviourModel
internal import Crypto
internal import SwiftASN1
internal import X509

/// All that one agent and its relay need to speak with this collector: `yagura.bundle/1`, one file with mode 0600.
package struct AgentBundle: Sendable {
    package static let schema = "yagura.bundle/1"

    package let agent: AgentName
    package let collectorURLs: [String]
    package let authority: String
    package let certificate: String
    package let key: String
    /// The Ed25519 key with which the agent signs the heads of its chain, in PEM.
    package let chainKey: String
    /// Its public half: 32 bytes.
    package let chainPublicKey: [UInt8]

    package init(
        agent: AgentName, collectorURLs: [String], authority: String, issued: CertificateAuthority.Issued
    ) throws {
        let chain = Curve25519.Signing.PrivateKey()
        self.agent = agent
        self.collectorURLs = collectorURLs
        self.authority = authority
        certificate = issued.certificate
        key = issued.key
        chainKey = try Certificate.PrivateKey(chain).serializeAsPEM().pemString + "\n"
        chainPublicKey = Array(chain.publicKey.rawRepresentation)
    }

    package var json: JSONValue {
        [
            "schema": .string(Self.schema), "agent": .string(agent.text), "collector_urls": .strings(collectorURLs),
            "ca": .string(authority), "certificate": .string(certificate), "key": .string(key),
            "chain_key": .string(chainKey),
        ]
    }
}
