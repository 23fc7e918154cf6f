internal import HTTPTypes
internal import Hummingbird

/// The cookie of a session. Its prefix makes browsers insist on Secure, on this host alone, and on the whole of it.
enum SessionCookie {
    static let name = "__Host-yagura"

    static func value(_ request: Request) -> String? {
        for header in request.headers[values: .cookie] {
            for part in header.split(separator: ";") {
                let pair = part.drop { $0 == " " }
                guard pair.hasPrefix(name + "=") else { continue }
                let value = pair.dropFirst(name.utf8.count + 1)
                return value.utf8.count == 64 ? String(value) : nil
            }
        }
        return nil
    }

    static func header(_ secret: String) -> String {
        "\(name)=\(secret); Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=\(Accounts.sessionLife / 1_000_000_000)"
    }

    static let removal = "\(name)=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
}
