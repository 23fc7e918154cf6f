internal import CLinux

/// Users and groups by name.
package enum Accounts {
    /// The number of a group; nil when the host has none of this name.
    package static func group(_ name: String) -> UInt32? {
        let number = unsafe yagura_group(name)
        return number >= 0 ? UInt32(exactly: number) : nil
    }

    /// The number of a user and of its own group; nil when the host has none of this name.
    package static func user(_ name: String) -> (user: UInt32, group: UInt32)? {
        var group: UInt32 = 0
        let number = unsafe yagura_user(name, &group)
        return number >= 0 ? UInt32(exactly: number).map { ($0, group) } : nil
    }

    /// The name of a user, or its number as text.
    package static func userName(_ user: UInt32) -> String {
        var name = [CChar](repeating: 0, count: 64)
        guard unsafe yagura_user_name(user, &name) == 0 else { return "uid \(user)" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
