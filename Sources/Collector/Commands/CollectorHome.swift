internal import BehaviourModel
internal import ConfigurationReading
internal import Foundation
internal import WireProtocol

/// A collector's folder as the commands beside the server open it.
package struct CollectorHome: Sendable {
    package let folder: CollectorFolder
    package let configuration: CollectorConfiguration
    package let store: SQLiteStore
    /// Root works in its own folder; the store may be somebody else's all the same.
    private let isRoots: Bool

    /// Fails when `init` has not been there.
    package init(directory: String) throws {
        folder = CollectorFolder(URL(fileURLWithPath: directory).standardizedFileURL.path)
        _ = try folder.read(.configuration)
        switch CollectorConfiguration.load(path: folder.path(of: .configuration)) {
        case .success(let read): configuration = read
        case .failure(let problems): throw CollectorError.usage(problems.description)
        }
        isRoots = FolderOwner.isRoot
        try FolderOwner.become(configuration.store.directory)
        store = try SQLiteStore(path: configuration.storePath, options: .beside)
    }

    var authority: CertificateAuthority {
        get throws {
            try inFolder {
                try CertificateAuthority(certificate: folder.read(.authority), key: folder.read(.authorityKey))
            }
        }
    }

    /// Works with the rights of the folder's owner, not with those of the store's.
    func inFolder<Value>(_ body: () throws -> Value) throws -> Value {
        isRoots ? try FolderOwner.outside(body) : try body()
    }

    /// Signs a bundle for one agent, writes down that it did, and writes the file; the file must not exist.
    ///
    /// Returns the print of the key with which the agent signs its chain's heads, as `verify` says it.
    ///
    /// - Parameter urls: where the relay looks for collectors, in this order; none for the configured name.
    @discardableResult
    package func issue(agent name: String, out: String, urls: [String] = []) async throws -> String {
        guard let agent = AgentName(name), agent.text != AgentName.collector else {
            throw CollectorError.usage(
                "agent name: 1 to 128 letters, digits, dots, hyphens and underscores, and not \(AgentName.collector)")
        }
        for url in urls where !CollectorURL.isValid(url) {
            throw CollectorError.usage("url: https://HOST or https://HOST:PORT, not \(EscapedText.string(url))")
        }
        guard try !FolderOwner.outside({ FileManager.default.fileExists(atPath: out) }) else {
            throw CollectorError.failed("\(out) exists already; a bundle holds keys and is written to a new file only")
        }
        let issued = try authority.issueAgent(agent, now: Date())
        let bundle = try AgentBundle(
            agent: agent, collectorURLs: urls.isEmpty ? [configuration.url] : urls,
            authority: inFolder { try folder.read(.authority) }, issued: issued)
        try FolderOwner.outside { try PrivateFile.write(CanonicalJSON.string(bundle.json) + "\n", to: out) }
        do {
            try await store.register(
                AgentRegistration(
                    agent: agent, serial: issued.serial, fingerprint: issued.fingerprint, issued: WallClock.now,
                    expires: WallClock.nanoseconds(issued.expires), chainKey: bundle.chainPublicKey))
        } catch {
            // A bundle that is not written down would be refused.
            try? FolderOwner.outside { try PrivateFile.remove(out) }
            throw error
        }
        return AgentRegistration.print(ofChainKey: bundle.chainPublicKey)
    }

    package func revoke(agent name: String) async throws {
        let unknown = CollectorError(.notFound, "no certificate of agent \(EscapedText.string(name)) is in use")
        guard let agent = AgentName(name) else { throw unknown }
        let isRevoked = try await store.revoke(agent, at: WallClock.now)
        if !isRevoked { throw unknown }
    }

    /// A new server's certificate, for the names given or the ones of the current one's first name.
    package func renew(names: [String]) throws {
        let all = names.isEmpty ? [configuration.name] : names
        let issued = try authority.issueServer(
            names: all + ["localhost", "127.0.0.1", "::1"].filter { !all.contains($0) }, now: Date())
        try inFolder {
            try folder.write(issued.key, to: .key, replacing: true)
            try folder.write(issued.certificate, to: .certificate, isPublic: true, replacing: true)
        }
    }

    package func makeLink() async throws -> String {
        InitialiseCommand.link(try await Accounts(store: store).makeSetupLink(now: WallClock.now), configuration)
    }

    package func makeToken(name: String) async throws -> String {
        guard let name = AgentName(name) else {
            throw CollectorError.usage("token name: letters, digits, dots, hyphens and underscores")
        }
        return try await Accounts(store: store).makeToken(name: name.text, now: WallClock.now)
    }

    package func verify() async throws -> ChainWalk.Report { try await ChainWalk(store: store).run() }
}
