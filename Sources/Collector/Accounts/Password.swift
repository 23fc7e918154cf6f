internal import BehaviourModel
internal import Crypto
internal import CryptoExtras
internal import Foundation

/// Passwords as scrypt keeps them (RFC 7914), with their own parameters: `scrypt$32768$8$3$SALT$KEY`.
enum Password {
    /// 32 MiB and some 300 ms a guess, three times in a row: OWASP's second choice, for a server of small memory.
    static let rounds = 32_768
    static let blockSize = 8
    static let parallelism = 3
    static let lengths = 12...1_024

    static func hash(_ password: String) throws -> String {
        let salt = String(Secret.make().prefix(32))
        let key = try derive(password, salt: salt, rounds, blockSize, parallelism)
        return "scrypt$\(rounds)$\(blockSize)$\(parallelism)$\(salt)$\(key)"
    }

    static func verify(_ password: String, against stored: String) -> Bool {
        let parts = stored.split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let size = Int(parts[2]),
            let parallelism = Int(parts[3]), let key = try? derive(password, salt: parts[4], rounds, size, parallelism)
        else { return false }
        return Secret.isEqual(key, parts[5])
    }

    private static func derive(
        _ password: String, salt: String, _ rounds: Int, _ size: Int, _ parallelism: Int
    ) throws -> String {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: Data(salt.utf8), outputByteCount: 32, rounds: rounds, blockSize: size,
            parallelism: parallelism)
        // The key itself is not kept: what is stored proves only that somebody has it.
        return HexadecimalDigit.string(Array(HMAC<SHA256>.authenticationCode(for: Data("password".utf8), using: key)))
    }
}
