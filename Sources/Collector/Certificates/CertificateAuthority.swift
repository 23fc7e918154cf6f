internal import Crypto
package import Foundation
internal import SwiftASN1
internal import WireProtocol
internal import X509

/// Signs the certificates of one collector and of its agents. P-256 throughout: every TLS library speaks it.
package struct CertificateAuthority {
    private let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// How long each kind of certificate lasts, in days.
    package enum Lifetime {
        package static let authority = 3_650
        package static let leaf = 397
    }

    /// A certificate with its private key, both in PEM.
    package struct Issued: Sendable {
        package let certificate: String
        package let key: String
        /// In hexadecimal, as the store keeps it.
        package let serial: String
        /// SHA-256 of the certificate's DER.
        package let fingerprint: String
        package let expires: Date
    }

    /// A new authority.
    package init(name: String, now: Date) throws {
        let key = P256.Signing.PrivateKey()
        let signer = Certificate.PrivateKey(key)
        let subject = try Self.subject("Yagura authority of \(name)")
        let publicKey = Certificate.PublicKey(key.publicKey)
        certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: Self.start(now), notValidAfter: Self.end(now, days: Lifetime.authority), issuer: subject,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: publicKey)
            }, issuerPrivateKey: signer)
        self.key = signer
    }

    /// Reads an authority that `init` has made.
    package init(certificate: String, key: String) throws {
        self.certificate = try Certificate(pemEncoded: certificate)
        self.key = try Certificate.PrivateKey(pemEncoded: key)
    }

    package func pem() throws -> (certificate: String, key: String) {
        (try certificate.serializeAsPEM().pemString + "\n", try key.serializeAsPEM().pemString + "\n")
    }

    /// SHA-256 of a certificate in PEM, in pairs of hexadecimal digits as browsers and openssl show it.
    package static func print(ofPEM pem: String) throws -> String {
        var serializer = DER.Serializer()
        try serializer.serialize(try Certificate(pemEncoded: pem))
        let digits = Array(Fingerprint(of: serializer.serializedBytes).hexadecimal.uppercased())
        return stride(from: 0, to: digits.count, by: 2).map { String(digits[$0..<min($0 + 2, digits.count)]) }
            .joined(separator: ":")
    }

    /// The server's certificate, for host names and literal addresses.
    package func issueServer(names: [String], now: Date) throws -> Issued {
        let all = try names.map(Self.generalName)
        return try issue(
            commonName: names.first ?? "collector", names: all, usage: .serverAuth, now: now, days: Lifetime.leaf)
    }

    /// The certificate by which an agent's relay is known.
    package func issueAgent(_ agent: AgentName, now: Date, days: Int = Lifetime.leaf) throws -> Issued {
        try issue(
            commonName: agent.text, names: [.uniformResourceIdentifier(agent.uri)], usage: .clientAuth, now: now,
            days: days)
    }

    private func issue(
        commonName: String, names: [GeneralName], usage: ExtendedKeyUsage.Usage, now: Date, days: Int
    ) throws -> Issued {
        let leaf = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(leaf.publicKey)
        let issuer = try certificate.extensions.subjectKeyIdentifier
        // An authority's own end is the end of all it signs.
        let end = min(Self.end(now, days: days), certificate.notValidAfter)
        let signed = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: Self.start(now, days: days), notValidAfter: end, issuer: certificate.subject,
            subject: try Self.subject(commonName), signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([usage])
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: issuer?.keyIdentifier)
                SubjectAlternativeNames(names)
            }, issuerPrivateKey: key)
        var serializer = DER.Serializer()
        try serializer.serialize(signed)
        return Issued(
            certificate: try signed.serializeAsPEM().pemString + "\n",
            key: try Certificate.PrivateKey(leaf).serializeAsPEM().pemString + "\n",
            serial: PeerCertificate.hexadecimal(signed.serialNumber.bytes),
            fingerprint: Fingerprint(of: serializer.serializedBytes).hexadecimal, expires: end)
    }

    private static func subject(_ commonName: String) throws -> DistinguishedName {
        // RFC 5280, ub-common-name: 64 characters.
        try DistinguishedName { CommonName(String(commonName.prefix(64))) }
    }

    /// Valid a little before now: clocks of hosts differ. For a certificate that ended in the past (tests) a day before that.
    private static func start(_ now: Date, days: Int = 1) -> Date {
        days > 0 ? now.addingTimeInterval(-300) : end(now, days: days - 1)
    }

    private static func end(_ now: Date, days: Int) -> Date { now.addingTimeInterval(Double(days) * 86_400) }

    private static func generalName(_ text: String) throws -> GeneralName {
        if let address = AddressBytes.parse(text) { return .ipAddress(ASN1OctetString(contentBytes: address[...])) }
        guard HostName.isValid(text) else { throw CollectorError.usage("not a host name or address: \(text)") }
        return .dnsName(text)
    }
}
