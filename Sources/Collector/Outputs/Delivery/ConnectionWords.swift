internal import Glibc
internal import NIOCore

/// Why a receiver cannot be reached, for people.
enum ConnectionWords {
    static func text(_ error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE: "the connection was closed"
        case ETIMEDOUT: "no answer in time"
        case EHOSTUNREACH, ENETUNREACH: "no way to the host"
        case EMSGSIZE: "the message is too large for a datagram"
        default: "error \(error.errnoCode) of the system"
        }
    }
}
