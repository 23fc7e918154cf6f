import LinuxKernel
import Synchronization
import Testing

@Suite struct PollingThreadTests {
    @Test func `a thread runs until its owner stops it`() throws {
        let rounds = Flag()
        let thread = try PollingThread(name: "yagura-a-long-name") { stop in
            _ = try? stop.descriptor.wait(for: .readable, within: nil)
            rounds.value.store(1, ordering: .relaxed)
        }

        thread.stop()

        #expect(rounds.value.load(ordering: .relaxed) == 1)
    }

    @Test func `a body that returns by itself can be joined`() throws {
        let name = Mutex("")
        let box = Flag()
        try withExtendedLifetime(name) {
            let thread = try PollingThread(name: "yagura-name") { _ in
                let text = try? Directory.working.text("/proc/thread-self/comm")
                box.value.store(text == "yagura-name" ? 1 : 2, ordering: .relaxed)
            }
            thread.join()
        }

        // The name is set right after the thread starts: it may be seen before.
        #expect(box.value.load(ordering: .relaxed) != 0)
    }

    @Test func `real-time priority is granted or refused aloud`() throws {
        let thread = try PollingThread(name: "yagura-rt", realTimePriority: 1) { stop in
            _ = try? stop.descriptor.wait(for: .readable, within: nil)
        }
        let refusal = thread.realTimeRefusal

        thread.stop()

        #expect(refusal == nil || refusal?.isRefused == true)
    }
}

final class Flag: Sendable {
    let value = Atomic<Int>(0)
}
