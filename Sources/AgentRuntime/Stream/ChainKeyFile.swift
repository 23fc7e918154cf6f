internal import LinuxKernel
internal import WireProtocol

/// The file of the key that signs heartbeats.
struct ChainKeyFile: Sendable {
    let path: String

    struct Problem: Error {
        let words: String
    }

    /// The key; nil where there is no file. Read anew each time: one that is laid down later counts without a restart.
    func read() -> Result<ChainKey?, Problem> {
        do throws(SystemCallError) {
            let file = try Directory.working.open(path, [.nonBlocking, .noFollow])
            let status = try file.status()
            guard status.isRegular, status.user == 0, status.permissions & 0o077 == 0 else {
                return .failure(Problem(words: "\(path) must be a file of root alone (mode 0600)"))
            }
            let bytes = try file.readToEnd(limit: 16 << 10)
            do throws(ChainKeyError) { return .success(try ChainKey(pem: bytes)) } catch {
                return .failure(Problem(words: "\(path): \(error)"))
            }
        } catch {
            return error.isGone ? .success(nil) : .failure(Problem(words: "\(error)"))
        }
    }
}
