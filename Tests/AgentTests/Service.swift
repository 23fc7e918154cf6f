import Foundation
import Glibc
import LinuxKernel
import Synchronization
import TestSupport

/// A small service with a hole: a listening netcat whose child answers GET, and hands what follows RUN to a shell.
struct Service: Sendable {
    private static let port: UInt16 = 8_080
    /// A process of the network namespace it listens in: nobody outside may reach a service with a hole.
    let process: pid_t

    static let arguments = [
        "/bin/nc", "-ll", "-p", "\(port)", "-e", "/bin/busybox", "sh", "-c",
        "read -r verb rest; case $verb in GET) echo hello ;; RUN) /bin/sh -c \"$rest\" 2>&1; echo done ;; esac",
    ]

    /// Brings its loopback up: runc leaves it down.
    func bringUp() throws {
        try Command.must(["nsenter", "--target", "\(process)", "--net", "busybox", "ip", "link", "set", "lo", "up"])
    }

    /// One request; what came back within `seconds`.
    func ask(_ line: String, seconds: Int = 5) -> String {
        Service.inside(process) { talk(line, seconds) } ?? ""
    }

    /// Runs something in a process's network namespace, on a thread of its own; nil when the process is gone.
    fileprivate static func inside<Result: Sendable>(
        _ process: pid_t, _ body: @escaping @Sendable () -> Result
    ) -> Result? {
        do {
            guard let folder = try ProcDirectory.open(process) else { return nil }
            return try NetworkNamespace.run(of: folder) { body() }
        } catch {
            return nil
        }
    }

    fileprivate func talk(_ line: String, _ seconds: Int) -> String {
        let link = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard link >= 0 else { return "" }
        defer { close(link) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(link, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = Self.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(link, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return "" }
        let text = Array((line + "\n").utf8)
        guard send(link, text, text.count, Int32(MSG_NOSIGNAL)) == text.count else { return "" }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(link, &chunk, chunk.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += chunk[..<count]
        }
    }
}

/// Ordinary requests to a service, about twenty-five a second, until it is stopped.
final class Traffic: Sendable {
    private let isStopping = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    init(_ service: Service) {
        Thread.detachNewThread { [self] in
            defer { ended.signal() }
            _ = Service.inside(service.process) { [self] in repeatRequests(service) }
        }
    }

    private func repeatRequests(_ service: Service) {
        while !isStopping.load(ordering: .acquiring) {
            _ = service.talk("GET /", 1)
            usleep(40_000)  // bounds the load: 25 requests a second
        }
    }

    func stop() {
        guard !isStopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        ended.wait()
    }
}
