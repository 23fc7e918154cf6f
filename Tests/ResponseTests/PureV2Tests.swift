import Glibc
import LinuxKernel
import TestSupport
import Testing

private let needs = Requirement.runc ?? kernelNeeds ?? Requirement.program("unshare")

/// The same suites on a host that has v2 alone: this program once more, in a mount namespace with only that mounted.
@Suite(.enabled(if: needs == nil, "\(needs ?? "")"))
struct PureV2Tests {
    @Test func `freezing, recovery and runc pass where only cgroup v2 is mounted`() throws {
        let program = String(decoding: try Directory.working.link("/proc/self/exe"), as: UTF8.self)
        let view = "umount -R /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec \"$@\""
        let result = try Command.run(
            [
                "unshare", "--mount", "sh", "-c", view, "sh", program, "--skip-build", "--disable-xctest", "--filter",
                "RuncFreezeTests|FreezeKeeperTests|RecoveryTests", "--testing-library", "swift-testing",
            ], environment: ["SWIFT_BACKTRACE": "enable=no"], seconds: 120)

        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect((result.output + result.errors).contains("suites passed"))
    }
}
