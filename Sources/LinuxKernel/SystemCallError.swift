internal import CLinux

/// A system call that failed: what was tried, on what, and why.
package struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call's name, as its manual page has it.
    package let call: String
    /// The path, process or socket it was tried on; empty when there is none.
    package let object: String
    package let number: ErrorNumber

    package init(call: String, object: String = "", number: ErrorNumber) {
        self.call = call
        self.object = object
        self.number = number
    }

    /// `open /x: permission denied (EACCES)`
    package var description: String {
        let subject = object.isEmpty ? call : "\(call) \(object)"
        return "\(subject): \(number.text) (\(number.name))"
    }

    /// The file, process or cgroup ended before we came: often an outcome, not an error.
    package var isGone: Bool {
        number == .noEntry || number == .noProcess || number == .noDevice || number == .stale
    }

    /// The host refused it to us.
    package var isRefused: Bool { number == .notPermitted || number == .accessDenied || number == .readOnly }

    /// The kernel does not know the call, the operation or the file system's side of it.
    package var isUnsupported: Bool {
        number == .notImplemented || number == .notSupported || number == .invalid || number == .notForTerminal
    }
}

/// The kernel's errno, with the names this program acts on.
package struct ErrorNumber: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let notPermitted = ErrorNumber(rawValue: 1)  // EPERM
    package static let noEntry = ErrorNumber(rawValue: 2)  // ENOENT
    package static let noProcess = ErrorNumber(rawValue: 3)  // ESRCH
    package static let inputOutput = ErrorNumber(rawValue: 5)  // EIO
    package static let wouldBlock = ErrorNumber(rawValue: 11)  // EAGAIN
    package static let noMemory = ErrorNumber(rawValue: 12)  // ENOMEM
    package static let accessDenied = ErrorNumber(rawValue: 13)  // EACCES
    package static let busy = ErrorNumber(rawValue: 16)  // EBUSY
    package static let exists = ErrorNumber(rawValue: 17)  // EEXIST
    package static let noDevice = ErrorNumber(rawValue: 19)  // ENODEV
    package static let notDirectory = ErrorNumber(rawValue: 20)  // ENOTDIR
    package static let isDirectory = ErrorNumber(rawValue: 21)  // EISDIR
    package static let invalid = ErrorNumber(rawValue: 22)  // EINVAL
    package static let notForTerminal = ErrorNumber(rawValue: 25)  // ENOTTY
    package static let noSpace = ErrorNumber(rawValue: 28)  // ENOSPC
    package static let readOnly = ErrorNumber(rawValue: 30)  // EROFS
    package static let brokenPipe = ErrorNumber(rawValue: 32)  // EPIPE
    package static let range = ErrorNumber(rawValue: 34)  // ERANGE
    package static let nameTooLong = ErrorNumber(rawValue: 36)  // ENAMETOOLONG
    package static let notImplemented = ErrorNumber(rawValue: 38)  // ENOSYS
    package static let notEmpty = ErrorNumber(rawValue: 39)  // ENOTEMPTY
    package static let loop = ErrorNumber(rawValue: 40)  // ELOOP
    package static let noValue = ErrorNumber(rawValue: 61)  // ENODATA
    package static let badMessage = ErrorNumber(rawValue: 74)  // EBADMSG
    package static let notSupported = ErrorNumber(rawValue: 95)  // EOPNOTSUPP
    package static let addressInUse = ErrorNumber(rawValue: 98)  // EADDRINUSE
    package static let connectionReset = ErrorNumber(rawValue: 104)  // ECONNRESET
    package static let noBufferSpace = ErrorNumber(rawValue: 105)  // ENOBUFS
    package static let timedOut = ErrorNumber(rawValue: 110)  // ETIMEDOUT
    package static let connectionRefused = ErrorNumber(rawValue: 111)  // ECONNREFUSED
    package static let stale = ErrorNumber(rawValue: 116)  // ESTALE

    /// `EACCES`
    package var name: String { unsafe String(cString: yagura_error_name(rawValue)) }

    /// `permission denied`
    package var text: String {
        let text = unsafe String(cString: yagura_error_text(rawValue))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// Turns a result of `CLinux` (below zero: negated errno) into a count or an error.
@discardableResult
func check(_ result: Int64, _ call: String, _ object: @autoclosure () -> String = "") throws(SystemCallError) -> Int {
    guard result < 0 else { return Int(result) }
    let number = ErrorNumber(rawValue: Int32(truncatingIfNeeded: 0 &- result))
    throw SystemCallError(call: call, object: object(), number: number)
}

/// As `check`, with nil for a descriptor that has nothing to give or take now.
func checkReady(
    _ result: Int64, _ call: String, _ object: @autoclosure () -> String = ""
) throws(SystemCallError) -> Int? {
    if result == 0 &- Int64(ErrorNumber.wouldBlock.rawValue) { return nil }
    return try check(result, call, object())
}
