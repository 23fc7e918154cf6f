/// Takes what looks like a secret out of a process's arguments, before they leave the host.
package struct Redaction: Sendable {
    /// Parts of names whose values are secrets, in lower case.
    private static let secretNames = [
        "passw", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "credential", "private_key",
        "private-key", "access_key", "access-key", "authorization",
    ]
    static let replacement = "[redacted]"
    private let names: [String]

    /// - Parameter names: parts of names beside the usual ones, from `redact` of the configuration.
    package init(names: [String] = []) {
        self.names = Self.secretNames + names.map { $0.lowercased() }
    }

    /// The arguments without values of secret-like names and without passwords in URLs, and whether anything went.
    package func apply(_ arguments: [String]) -> (arguments: [String], isRedacted: Bool) {
        var isRedacted = false
        var isNextSecret = false
        var result: [String] = []
        result.reserveCapacity(arguments.count)
        for argument in arguments {
            if isNextSecret, !argument.hasPrefix("-") {
                result.append(Self.replacement)
                isRedacted = true
                isNextSecret = false
                continue
            }
            let clean = withoutSecret(argument)
            isRedacted = isRedacted || clean != argument
            isNextSecret = argument.hasPrefix("-") && clean == argument && isSecretName(argument)
            result.append(clean)
        }
        return (result, isRedacted)
    }

    private func isSecretName(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains { !$0.isEmpty && name.contains($0) }
    }

    private func withoutSecret(_ argument: String) -> String {
        var words = argument.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for index in words.indices { words[index] = withoutPassword(withoutValue(words[index])) }
        return words.joined(separator: " ")
    }

    /// `name=value` and `name:value`.
    private func withoutValue(_ word: String) -> String {
        guard let separator = word.firstIndex(where: { $0 == "=" || $0 == ":" }),
            isSecretName(String(word[..<separator])),
            word.index(after: separator) < word.endIndex
        else { return word }
        return word[...separator] + Self.replacement
    }

    /// `scheme://user:password@host`.
    private func withoutPassword(_ word: String) -> String {
        let bytes = Array(word.utf8)
        guard let start = Self.index(of: "://", in: bytes).map({ $0 + 3 }) else { return word }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
            let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return word }
        return String(decoding: bytes[...colon], as: UTF8.self) + Self.replacement
            + String(decoding: bytes[at...], as: UTF8.self)
    }

    private static func index(of text: String, in bytes: [UInt8]) -> Int? {
        let text = Array(text.utf8)
        guard bytes.count >= text.count else { return nil }
        return (0...(bytes.count - text.count)).first { bytes[$0..<($0 + text.count)].elementsEqual(text) }
    }
}
