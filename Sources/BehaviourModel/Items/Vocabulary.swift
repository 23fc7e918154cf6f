/// The version of the item grammar. A baseline carries it; another version is learned anew.
///
/// Vocabulary 1. An item is one line; its tokens are separated by single spaces, and a token from a container (a path, an
/// executable) is in the form of `EscapedText` with `\x20` for a space, so that every line reads back to what it was made from.
///
///     lineage      child EXECUTABLE          the context ran it
///                  uid NUMBER                the context runs as this user
///                  terminal                  the context has a controlling terminal
///                  session uid NUMBER [terminal]      the runtime opened a session in the container
///     files        ACCESS PATH               read, write, create, execute, unlink, rename, chmod, link
///     connections  connect PROTOCOL PORT     PORT: a number below 32768, or `ephemeral`; PROTOCOL: tcp, udp, unknown
///                  connect unix PATH
///                  listen PROTOCOL PORT      the number, whatever it is
///                  peer ADDRESS              IPv4 dotted, IPv6 as in RFC 5952
///                  first public peer         an address outside all private and special networks
///                  first listener
///
/// An EXECUTABLE is `path@origin`. In the contexts `startup`, `run` and `session` the line begins with `by EXECUTABLE `.
package enum Vocabulary {
    package static let version = 1
}
