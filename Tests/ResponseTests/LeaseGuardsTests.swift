import LinuxKernel
import TestSupport
import Testing

@testable import Response

@Suite struct LeaseGuardsTests {
    @Test func `what fails is tried at once, then ever more rarely, at last twice a minute`() {
        var pace = RetryPace()
        var waits: [UInt64] = []
        for _ in 0..<10 {
            pace.failed(1_000)
            waits.append((pace.next - 1_000) / 1_000_000)
        }

        #expect(waits == [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
        #expect(!pace.isDue(30_000_000_999) && pace.isDue(30_000_001_000))
        pace.succeeded()
        #expect(pace.isDue(0) && pace.failures == 0)
    }

    @Test func `a program that is missing is not started in a circle`() {
        var guards = LeaseGuards(program: "/nowhere/yagura-lease", homes: [], timer: nil)

        // A minute of calls without a pause, as a loop on the deadline would make them.
        for millisecond in 0..<60_000 { guards.maintain([], now: UInt64(millisecond) * 1_000_000) }

        // At once, again, and after 250 ms doubling to 16 s: the tenth would come after 61 s.
        #expect(guards.failures == 9)
        #expect(guards.problem?.contains("/nowhere/yagura-lease") == true)
        #expect((guards.nextMaintenance ?? 0) > 59_999_000_000)
        guards.stop()
    }

    @Test func `a program that ends as soon as it is started is not started in a circle`() {
        var guards = LeaseGuards(program: "/bin/true", homes: [], timer: nil)
        var started: Set<Int32> = []

        for step in 0..<40 {
            // The clock that counts is the one given; this waits for the program's real end.
            guards.maintain([], now: UInt64(step) * 100_000_000)
            started.formUnion(guards.processes)
            #expect(eventually { guards.processes.allSatisfy(hasEnded) })
        }

        // In four seconds: at once, again, and after 250, 500, 1,000 and 2,000 ms.
        #expect((5...7).contains(started.count))
        #expect(guards.problem?.contains("/bin/true ended as soon as it was started") == true)
        guards.stop()
    }

    @Test func `a switch that stays for a second is well again`() {
        var guards = LeaseGuards(program: "/bin/grep", homes: [], timer: nil)
        guards.maintain([], now: 0)
        #expect(guards.nextMaintenance == nil)
        guards.maintain([], now: 2_000_000_000)

        #expect(guards.problem == nil && guards.failures == 0 && guards.processes.count == 1)
        guards.stop()
    }

    @Test(
        arguments: [
            (500, 100, 350), (300, 100, 300), (100, 100, 350), (50, 100, 350), (.max, 0, 250),
        ] as [(UInt64, UInt64, UInt64)])
    func `a lease that is over and stays is looked at with pauses`(expires: UInt64, last: UInt64, next: UInt64) {
        #expect(FreezeKeeper.nextLook(expires: expires, lastLook: last, every: 250) == next)
    }
}

private func hasEnded(_ pid: Int32) -> Bool {
    guard let text = try? Directory.working.text("/proc/\(pid)/stat") else { return true }
    return text.contains(") Z")
}
