import BehaviourModel
import LinuxKernel
import TestSupport
import Testing

@testable import Response

/// How long a plan takes, printed and never asserted: `plan` is from the call to the kernel's word, with marks and the
/// dead man's switch; `kernel` is from the write to that word.
@Suite(.serialized, .enabled(if: kernelNeeds == nil, "\(kernelNeeds ?? "")"))
struct FreezeTimeTests {
    @Test(arguments: FreezerKind.allCases, [1, 100])
    func `from plan to frozen`(kind: FreezerKind, processes: Int) throws {
        guard let cgroup = try RealCgroup(kind, processes: processes) else { return }
        let run = try ScratchFolder()
        var keeper = try makeKeeper(run)
        var whole: [UInt64] = []
        var kernel: [UInt64] = []
        for _ in 0..<60 {
            let plan = cgroup.plan()
            let start = KernelClock.bootNanoseconds
            let record = keeper.apply(plan)
            whole.append(record.bootNanoseconds - start)
            kernel.append(try #require(record.confirmedNanoseconds))
            _ = keeper.thaw(plan.target.containerID, reason: .thawed)
            _ = keeper.reconcile(nowBoot: KernelClock.bootNanoseconds)
        }
        _ = keeper.stop()
        print("freeze \(kind.rawValue) processes=\(processes) plan \(spread(whole)) kernel \(spread(kernel))")
    }

    private func spread(_ values: [UInt64]) -> String {
        let sorted = values.sorted()
        return "p50=\(sorted[sorted.count / 2] / 1000)us p95=\(sorted[sorted.count * 95 / 100] / 1000)us"
    }
}
