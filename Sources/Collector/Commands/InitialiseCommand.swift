internal import BehaviourModel
internal import ConfigurationReading
internal import Foundation

/// `init`: makes a collector in an empty folder.
package struct InitialiseCommand: Sendable {
    package let folder: CollectorFolder
    /// Host names and addresses under which it will be reached, the first one in links and bundles.
    package let names: [String]
    package let listen: ListenAddress

    package struct Result: Sendable {
        /// Opens the page that makes the first administrator; good once, for 24 hours.
        package let link: String
        package let configuration: String
        /// The print of the authority's certificate, to be compared by who is asked to trust it.
        package let fingerprint: String
    }

    package init(directory: String, names: [String], listen: ListenAddress) {
        folder = CollectorFolder(URL(fileURLWithPath: directory).standardizedFileURL.path)
        self.names = names.isEmpty ? [ProcessInfo.processInfo.hostName] : names
        self.listen = listen
    }

    package func run() async throws -> Result {
        let now = Date()
        try folder.make()
        // Whatever it is by now: where anybody may make folders, somebody may have been quicker.
        try FolderOwner.become(folder.path)
        let authority = try CertificateAuthority(name: names.first ?? "collector", now: now)
        let pem = try authority.pem()
        // Whoever works on the machine itself reaches it too.
        let all = names + ["localhost", "127.0.0.1", "::1"].filter { !names.contains($0) }
        let server = try authority.issueServer(names: all, now: now)
        try folder.write(pem.key, to: .authorityKey)
        try folder.write(pem.certificate, to: .authority, isPublic: true)
        try folder.write(server.key, to: .key)
        try folder.write(server.certificate, to: .certificate, isPublic: true)
        // Made by us, so that the mode is ours; SQLite gives its log the same.
        try folder.write("", to: .store)
        let store = try SQLiteStore(path: folder.path(of: .store), create: true)
        let secret = try await Accounts(store: store).makeSetupLink(now: WallClock.now)
        // Last: a configuration that is there is one that works.
        try folder.write(configuration.effectiveYAML, to: .configuration)
        return Result(
            link: Self.link(secret, configuration), configuration: folder.path(of: .configuration),
            fingerprint: try CertificateAuthority.print(ofPEM: pem.certificate))
    }

    /// What stands behind `#` is never sent to a server, so it stands in no log.
    static func link(_ secret: String, _ configuration: CollectorConfiguration) -> String {
        configuration.url + "/setup#" + secret
    }

    private var configuration: CollectorConfiguration {
        var configuration = CollectorConfiguration()
        configuration.listen = listen
        configuration.name = names.first ?? "localhost"
        configuration.store.directory = folder.path
        configuration.tls.authority = folder.path(of: .authority)
        configuration.tls.certificate = folder.path(of: .certificate)
        configuration.tls.key = folder.path(of: .key)
        return configuration
    }
}
