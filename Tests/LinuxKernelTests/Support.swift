import Glibc
import LinuxKernel
import TestSupport

/// Runs `body` with a directory of its own, removed afterwards.
func withScratch(_ body: (borrowing Directory) throws -> Void) throws {
    let scratch = try ScratchFolder()
    try withExtendedLifetime(scratch) { try body(Directory(scratch.path)) }
}

/// Sends a signal to the calling thread alone: other tests' threads do not block it.
func raiseHere(_ signal: Signal) throws {
    guard pthread_kill(pthread_self(), signal.rawValue) == 0 else {
        throw SystemCallError(call: "pthread_kill", number: .invalid)
    }
}

/// Starts a program by posix_spawn and gives its pid; the caller reaps it.
func spawn(_ arguments: [String]) throws -> pid_t {
    var pid: pid_t = 0
    var pointers = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { pointers.forEach { free($0) } }
    let result = posix_spawn(&pid, arguments[0], nil, nil, pointers, environ)
    guard result == 0 else { throw SystemCallError(call: "posix_spawn", number: ErrorNumber(rawValue: result)) }
    return pid
}

/// Waits for a child's end and gives its wait status.
@discardableResult
func reap(_ pid: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status
}
