internal import BehaviourModel
internal import CRelay
internal import ConfigurationReading
internal import FoundationEssentials
internal import Glibc

/// Lays the parts of a bundle where agent and relay look for them.
package enum Enrolment {
    /// Whose the relay's key is.
    static let relayUser = "yagura-relay"

    /// Writes the files into `folder`; an existing `relay.yaml` stays. What was done, a line each.
    ///
    /// Each file is there as a whole or not at all, and the key before the certificate that needs it.
    ///
    /// - Parameter fingerprint: of the authority, as `yagura-collector init` prints it; nothing is written where the bundle's is
    ///   another.
    package static func lay(
        _ path: String, in folder: String, fingerprint: String? = nil
    ) throws(EnrolmentProblem) -> [String] {
        let bytes: [UInt8]
        do throws(FileProblem) { bytes = try RelayFile.read(path, limit: Bundle.sizeLimit) } catch {
            throw EnrolmentProblem(error.words)
        }
        let bundle = try Bundle(bytes)
        let print = try AuthorityPrint(pem: bundle.authority)
        if let fingerprint { try print.check(fingerprint) }
        // Whatever mode a file gets in the end, it is born for root alone.
        let before = umask(0o077)
        defer { umask(before) }
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        if !FileManager.default.fileExists(atPath: folder) {
            do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
                throw EnrolmentProblem("cannot make the folder \(folder): \(error)")
            }
            try set(folder, mode: 0o755)
        }
        var done = [
            "the collector's authority has the fingerprint \(print)\(fingerprint == nil ? "" : ", as expected")"
        ]
        func write(_ name: String, _ text: String, mode: Int, owner: Int? = nil) throws(EnrolmentProblem) {
            let path = "\(folder)/\(name)"
            try replace(path, Data(text.utf8), mode: mode, owner: owner)
            done.append("\(path) (mode \(String(mode, radix: 8))\(owner == nil ? "" : ", of \(relayUser)"))")
        }
        let number = yagura_user_number(Array(relayUser.utf8).span)
        let owner = number < 0 ? nil : Int(clamping: number)
        try write("ca.pem", bundle.authority, mode: 0o644)
        try write("key.pem", bundle.key, mode: 0o600, owner: owner)
        try write("certificate.pem", bundle.certificate, mode: 0o644)
        if let chainKey = bundle.chainKey { try write("chain.key", chainKey, mode: 0o600) }
        if FileManager.default.fileExists(atPath: "\(folder)/relay.yaml") {
            done.append("\(folder)/relay.yaml stays as it is")
        } else {
            try write("relay.yaml", configuration(bundle, folder), mode: 0o644)
        }
        var files = TLSSection()
        (files.authority, files.certificate, files.key) =
            ("\(folder)/ca.pem", "\(folder)/certificate.pem", "\(folder)/key.pem")
        do throws(FileProblem) {
            let identity = try RelayIdentity.read(files)
            done.append("agent \(identity.agent), valid until \(CertificateWatch.time(identity.expires))")
        } catch {
            throw EnrolmentProblem("the bundle's certificate cannot be used: \(error.words)")
        }
        if owner == nil {
            done.append("this host has no user \(relayUser): the relay's key is root's until it has one")
        }
        return done
    }

    private static func configuration(_ bundle: Bundle, _ folder: String) -> String {
        let document: JSONValue = [
            "collector": ["urls": .strings(bundle.collectors)],
            "tls": [
                "ca": .string("\(folder)/ca.pem"), "certificate": .string("\(folder)/certificate.pem"),
                "key": .string("\(folder)/key.pem"),
            ],
        ]
        return "# Written by yagura-relay enroll for agent \(EscapedText.string(bundle.agent)).\n"
            + YAMLText.write(document)
    }

    /// The old file or the new one, never a part of one.
    private static func replace(_ path: String, _ content: Data, mode: Int, owner: Int?) throws(EnrolmentProblem) {
        do { try content.write(to: URL(filePath: path), options: .atomic) } catch {
            throw EnrolmentProblem("cannot write \(path): \(error)")
        }
        try set(path, mode: mode, owner: owner)
    }

    private static func set(_ path: String, mode: Int, owner: Int? = nil) throws(EnrolmentProblem) {
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
        if let owner { attributes[.ownerAccountID] = owner }
        do { try FileManager.default.setAttributes(attributes, ofItemAtPath: path) } catch {
            throw EnrolmentProblem("cannot set mode and owner of \(path): \(error)")
        }
    }
}
