internal import BehaviourModel
package import Foundation
package import NIOSSL
internal import SwiftASN1
internal import WireProtocol
internal import X509

/// Who a client is, by the certificate that TLS has checked.
package struct PeerCertificate: Hashable, Sendable {
    package let agent: AgentName
    /// In hexadecimal.
    package let serial: String
    /// SHA-256 of the whole certificate.
    package let fingerprint: String
    package let expires: Date

    /// nil for a certificate that names no agent, or more than one.
    package init?(_ certificate: NIOSSLCertificate) {
        guard let der = try? certificate.toDERBytes() else { return nil }
        self.init(der: der)
    }

    package init?(der: [UInt8]) {
        guard let certificate = try? Certificate(derEncoded: der),
            let names = try? certificate.extensions.subjectAlternativeNames
        else { return nil }
        let agents = names.compactMap { name in
            if case .uniformResourceIdentifier(let uri) = name { AgentName(uri: uri) } else { nil }
        }
        guard agents.count == 1, let agent = agents.first, agent.text != AgentName.collector else { return nil }
        self.agent = agent
        serial = Self.hexadecimal(certificate.serialNumber.bytes)
        fingerprint = Fingerprint(of: der).hexadecimal
        expires = certificate.notValidAfter
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String { HexadecimalDigit.string(Array(bytes)) }
}
