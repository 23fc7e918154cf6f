internal import NIOSSL
internal import WireProtocol

/// The fingerprint of a collector's authority: SHA-256 of its certificate. Whoever compares it knows that the bundle is of
/// the collector that they mean.
struct AuthorityPrint: CustomStringConvertible {
    /// Sixty-four hexadecimal digits.
    private let digits: String

    init(pem: String) throws(EnrolmentProblem) {
        let certificates: [[UInt8]]
        do { certificates = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { try $0.toDERBytes() } } catch {
            throw EnrolmentProblem("the bundle's ca is no certificate in PEM")
        }
        // A second one would be trusted without having been compared.
        guard certificates.count == 1, let certificate = certificates.first else {
            throw EnrolmentProblem("the bundle's ca is not one certificate but \(certificates.count)")
        }
        digits = Fingerprint(of: certificate).hexadecimal
    }

    /// Takes colons, spaces and capitals, as `init`, browsers and openssl write them.
    func check(_ expected: String) throws(EnrolmentProblem) {
        let compact = expected.lowercased().filter { $0 != ":" && $0 != " " }
        guard compact.utf8.count == digits.utf8.count, compact.allSatisfy({ $0.isHexDigit }) else {
            throw EnrolmentProblem("fingerprint: 64 hexadecimal digits, as yagura-collector init and issue print them")
        }
        guard compact == digits else {
            throw EnrolmentProblem(
                "the bundle's authority has another fingerprint, \(self): it is not of the collector that you expect")
        }
    }

    /// In pairs, as browsers and openssl show it.
    var description: String {
        let all = Array(digits.uppercased())
        return stride(from: 0, to: all.count, by: 2).map { String(all[$0..<min($0 + 2, all.count)]) }
            .joined(separator: ":")
    }
}
