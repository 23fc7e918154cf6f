internal import AsyncHTTPClient
internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Posts lines. Follows no redirect: the address is where the secret belongs, and nowhere else.
package actor HTTPSender: OutputSender {
    package enum Form: Sendable { case webhook, slack, alertmanager }

    private let target: HTTPTarget
    private let form: Form
    private var client: HTTPClient?

    /// From the first byte to the last of one exchange.
    private static let patience = TimeAmount.seconds(20)
    /// Bytes of an answer that are read for its reason.
    private static let mostAnswer = 65_536

    package init(target: HTTPTarget, form: Form) {
        self.target = target
        self.form = form
    }

    package func send(_ line: OutboundLine, _ note: OutboundNote, now: Int64) async throws(OutputTrouble) {
        let address = try currentAddress()
        let body = project(line, note, now)
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "yagura-collector")
        request.headers.add(name: "Idempotency-Key", value: OutboundNote.percentEncoded(line.identity))
        if let file = target.authorizationFile {
            request.headers.add(name: "Authorization", value: try SecretFile.read(file))
        }
        if let file = target.secretFile {
            request.headers.add(name: "Yagura-Signature", value: Self.signature(body, key: try SecretFile.read(file)))
        }
        request.body = .bytes(ByteBuffer(bytes: body))
        try await exchange(request, address)
    }

    package func close() async {
        guard let client else { return }
        self.client = nil
        try? await client.shutdown()
    }

    private func project(_ line: OutboundLine, _ note: OutboundNote, _ now: Int64) -> [UInt8] {
        switch form {
        case .webhook: WebhookBody.project(line, note)
        case .slack: SlackBody.project(line, note)
        case .alertmanager: AlertmanagerBody.project(line, note, now: now, firing: target.firing)
        }
    }

    private func currentAddress() throws(OutputTrouble) -> String {
        let base: String
        switch target.address {
        case .open(let address): base = address
        case .file(let path):
            base = try SecretFile.read(path)
            guard WebAddress.origin(base) != nil else {
                throw .later("the file \(path) holds no http or https address")
            }
        }
        guard form == .alertmanager, !base.hasSuffix("/api/v2/alerts") else { return base }
        return (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/api/v2/alerts"
    }

    private func exchange(_ request: HTTPClientRequest, _ address: String) async throws(OutputTrouble) {
        let origin = WebAddress.origin(address) ?? "the receiver"
        let status: HTTPResponseStatus
        let answer: String
        do {
            let response = try await currentClient().execute(request, timeout: Self.patience)
            status = response.status
            // Read to the end, so that the connection can be used again; an endless answer ends it.
            let text = try? await response.body.collect(upTo: Self.mostAnswer)
            answer = text.map { String(buffer: $0) } ?? ""
        } catch {
            throw .later("\(origin) cannot be reached: \(Self.words(error))")
        }
        guard !(200..<300).contains(status.code) else { return }
        let reason = Self.redacted(answer, address)
        let words = "\(origin) answered \(status.code)\(reason.isEmpty ? "" : ": " + reason)"
        switch status.code {
        // The message is what is wrong; everything else may be the receiver, its address or our right to use it.
        case 400, 413, 415, 422: throw .never(words)
        default: throw .later(words)
        }
    }

    private func currentClient() throws -> HTTPClient {
        if let client { return client }
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10), read: .seconds(20)))
        if let file = target.authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(file)
            configuration.tlsConfiguration = tls
        }
        configuration.httpVersion = .http1Only
        let new = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        client = new
        return new
    }

    /// The beginning of an answer, without the address: some proxies repeat it.
    private static func redacted(_ answer: String, _ address: String) -> String {
        var text = answer.replacingOccurrences(of: address, with: "…")
        if let path = URLComponents(string: address)?.path, path.count > 1 {
            text = text.replacingOccurrences(of: path, with: "…")
        }
        return PlainText.shortened(text.trimmingCharacters(in: .whitespacesAndNewlines), to: 160)
    }

    private static func words(_ error: any Error) -> String {
        switch error as? HTTPClientError {
        case .connectTimeout?, .deadlineExceeded?, .readTimeout?: return "no answer in time"
        case .remoteConnectionClosed?: return "the connection was closed"
        default: break
        }
        switch error {
        case let error as NIOConnectionError:
            return error.connectionErrors.compactMap { ($0.error as? IOError).map(ConnectionWords.text) }.first
                ?? "no connection"
        case let error as IOError: return ConnectionWords.text(error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return "TLS: the certificate or the version is refused"
        default: return "\(type(of: error))"
        }
    }

    /// HMAC-SHA-256 over the body, in hexadecimal.
    static func signature(_ body: [UInt8], key: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(key.utf8)))
        return "sha256=" + code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
