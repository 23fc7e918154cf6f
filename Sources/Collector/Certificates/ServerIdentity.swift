internal import Foundation
package import NIOSSL
internal import Synchronization

/// The TLS side of the server: certificate, key and authority as the files have them now.
///
/// Each new connection is asked for with what is current, so that renewed files serve without a restart.
package final class ServerIdentity: Sendable {
    package struct Files: Hashable, Sendable {
        package var authority: String
        package var certificate: String
        package var key: String

        package init(authority: String, certificate: String, key: String) {
            self.authority = authority
            self.certificate = certificate
            self.key = key
        }
    }

    private struct State {
        var context: NIOSSLContext
        /// Unix seconds.
        var expires: Int64
        var stamps: [FileStamp?]
    }

    private let files: Files
    private let state: Mutex<State>

    package init(files: Files) throws {
        self.files = files
        let stamps = Self.stamps(files)
        let (context, expires) = try Self.context(files)
        state = Mutex(State(context: context, expires: expires, stamps: stamps))
    }

    package var context: NIOSSLContext { state.withLock { $0.context } }

    /// When the server's certificate ends, in Unix seconds.
    package var expires: Int64 { state.withLock { $0.expires } }

    /// Reads the files again when one of them has changed: true when the new ones are in use. Files that do not fit
    /// together (a renewal half done) leave everything as it was, and are tried again at the next call.
    package func reload() throws -> Bool {
        let stamps = Self.stamps(files)
        guard state.withLock({ $0.stamps != stamps }) else { return false }
        let (context, expires) = try Self.context(files)
        state.withLock { $0 = State(context: context, expires: expires, stamps: stamps) }
        return true
    }

    private static func context(_ files: Files) throws -> (NIOSSLContext, Int64) {
        let certificates = try NIOSSLCertificate.fromPEMFile(files.certificate)
        let chain = certificates.map { NIOSSLCertificateSource.certificate($0) }
        guard let first = certificates.first else {
            throw CollectorError.usage("\(files.certificate) holds no certificate")
        }
        let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv13
        // Without a certificate the handshake succeeds and every address for agents answers 403; see docs/collector.md.
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(files.authority))
        configuration.sendCANameList = true
        configuration.applicationProtocols = ["http/1.1"]
        return (try NIOSSLContext(configuration: configuration), Int64(first.notValidAfter))
    }

    private static func stamps(_ files: Files) -> [FileStamp?] {
        [files.authority, files.certificate, files.key].map { FileStamp(path: $0) }
    }
}

/// What changes when a file is written or replaced.
private struct FileStamp: Hashable, Sendable {
    let modified: Date
    let size: UInt64
    let inode: UInt64

    init?(path: String) {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path),
            let modified = found[.modificationDate] as? Date
        else { return nil }
        self.modified = modified
        size = Self.number(found[.size])
        inode = Self.number(found[.systemFileNumber])
    }

    /// Foundation's versions differ in the type that they answer.
    private static func number(_ value: Any?) -> UInt64 {
        (value as? UInt64) ?? (value as? NSNumber)?.uint64Value ?? (value as? UInt).map { UInt64($0) } ?? 0
    }
}
