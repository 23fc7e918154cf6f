internal import BehaviourModel
internal import WireProtocol

/// Random words for sessions, links and tokens. The store keeps their digests only: who reads it cannot use them.
enum Secret {
    /// 256 random bits in hexadecimal.
    static func make() -> String {
        var source = SystemRandomNumberGenerator()
        return HexadecimalDigit.string((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &source) })
    }

    /// What is stored of a secret. It is random: a plain hash of it cannot be guessed backwards.
    static func digest(_ secret: String) -> String { Fingerprint(of: Array(secret.utf8)).hexadecimal }

    /// Compares without telling by its time where two texts differ.
    static func isEqual(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
