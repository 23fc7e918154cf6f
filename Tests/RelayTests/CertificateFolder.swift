import Glibc
import TestSupport

/// What tests of the relay's program need; nil when all is there.
let relayNeeds: String? =
    Requirement.program("openssl") ?? (fileExists(relayProgram) ? nil : "needs \(relayProgram): swift build")

/// Built beside the test bundle.
let relayProgram: String = {
    var path = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &path, path.count)
    let program = String(decoding: path.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return program.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/yagura-relay"
}()

/// An authority of the test's own, and what it has signed, made by openssl.
final class CertificateFolder {
    let path: String

    init(in folder: String) throws {
        path = folder
        try makeFolder(folder)
        try openssl(
            ["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=test authority"], key: "ca.key", out: "ca.pem")
    }

    /// A server's certificate for names such as `IP:127.0.0.1`.
    func server(_ name: String = "server", names: String = "IP:127.0.0.1,DNS:localhost") throws {
        try issue(name, extensions: "subjectAltName=\(names)\nextendedKeyUsage=serverAuth\n", days: 2)
    }

    /// An agent's certificate.
    func agent(_ agent: String, file: String = "agent", days: Int = 2) throws {
        try issue(
            file, extensions: "subjectAltName=URI:yagura://agent/\(agent)\nextendedKeyUsage=clientAuth\n", days: days)
    }

    func text(_ file: String) throws -> String { try readText("\(path)/\(file)") }

    private func issue(_ name: String, extensions: String, days: Int) throws {
        try writeFile("\(path)/\(name).ext", extensions)
        try openssl(["req", "-nodes", "-subj", "/CN=\(name)"], key: "\(name).key", out: "\(name).csr")
        try Command.must([
            "openssl", "x509", "-req", "-in", "\(path)/\(name).csr", "-CA", "\(path)/ca.pem", "-CAkey",
            "\(path)/ca.key",
            "-CAcreateserial", "-days", "\(days)", "-extfile", "\(path)/\(name).ext", "-out", "\(path)/\(name).pem",
        ])
    }

    private func openssl(_ arguments: [String], key: String, out: String) throws {
        try Command.must(
            ["openssl"] + arguments + [
                "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", "\(path)/\(key)", "-out",
                "\(path)/\(out)",
            ])
    }
}
