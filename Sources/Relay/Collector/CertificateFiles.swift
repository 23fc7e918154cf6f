internal import BehaviourModel
internal import NIOSSL

/// What the relay shows the collector, and whom it believes, read from files.
struct RelayIdentity: Sendable {
    let tls: TLSConfiguration
    /// The agent for which the certificate speaks: `yagura://agent/NAME`.
    let agent: String
    /// Unix seconds.
    let expires: Int64

    private static let fileLimit = 64 << 10
    static let scheme = "yagura://agent/"

    /// Reads and checks the three files: they must be whole, belong together, and name an agent.
    static func read(_ files: TLSSection) throws(FileProblem) -> RelayIdentity {
        let authorities = try certificates(files.authority)
        let chain = try certificates(files.certificate)
        guard let own = chain.first else { throw FileProblem("\(files.certificate) holds no certificate") }
        let key: NIOSSLPrivateKey
        let bytes = try RelayFile.read(files.key, limit: fileLimit)
        do { key = try NIOSSLPrivateKey(bytes: bytes, format: .pem) } catch {
            throw FileProblem("\(files.key) holds no private key in PEM")
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        tls.maximumTLSVersion = .tlsv13
        tls.certificateVerification = .fullVerification
        tls.trustRoots = .certificates(authorities)
        tls.certificateChain = chain.map { .certificate($0) }
        tls.privateKey = .privateKey(key)
        // A key that does not belong to the certificate is refused here, not at each connection.
        do { _ = try NIOSSLContext(configuration: tls) } catch {
            throw FileProblem("\(files.certificate) and \(files.key) do not belong together: \(error)")
        }
        guard let agent = agentName(of: own) else {
            throw FileProblem(
                "\(files.certificate) names no agent (\(scheme)NAME): it is not from yagura-collector issue")
        }
        return RelayIdentity(tls: tls, agent: agent, expires: Int64(own.notValidAfter))
    }

    private static func certificates(_ path: String) throws(FileProblem) -> [NIOSSLCertificate] {
        let bytes = try RelayFile.read(path, limit: fileLimit)
        do { return try NIOSSLCertificate.fromPEMBytes(bytes) } catch {
            throw FileProblem("\(path) holds no certificate in PEM")
        }
    }

    private static func agentName(of certificate: NIOSSLCertificate) -> String? {
        for name in certificate._subjectAlternativeNames() where name.nameType == .uri {
            let text = String(decoding: Array(name.contents), as: UTF8.self)
            if text.hasPrefix(scheme), text.utf8.count > scheme.utf8.count {
                return String(text.dropFirst(scheme.count))
            }
        }
        return nil
    }
}
