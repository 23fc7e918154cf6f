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

    @Test func `a thread's turns are its own, and its weight stays where none is asked`() throws {
        let seen = SeenTurn()
        let asked = ThreadTurn(nice: 5, sliceNanoseconds: 300_000)
        let before = try ThreadTurn.current()
        let thread = try PollingThread(name: "yagura-turn") { _ in
            try? asked.set()
            let turn = try? ThreadTurn.current()
            seen.value.withLock { $0 = turn }
        }
        thread.join()

        let last = seen.value.withLock(\.self)
        let turn = try #require(last)
        #expect(turn.nice == 5)
        // Before kernel 6.12 the slice is the host's.
        #expect(turn.sliceNanoseconds == 300_000 || turn.sliceNanoseconds == 0)
        #expect(try ThreadTurn.current() == before)
    }
}

@Suite struct UrgentTurnsTests {
    @Test func `work that goes on for long is not urgent any more, and rest makes it so again`() throws {
        let seen = SeenUrgency()
        let thread = try PollingThread(name: "yagura-urgent") { _ in
            var turns = UrgentTurns(priority: 1, otherwise: ThreadTurn(nice: 3))
            var now = KernelClock.monotonicNanoseconds
            func step(_ milliseconds: UInt64) -> UInt64 {
                now += milliseconds * 1_000_000
                return now
            }
            var steps: [Bool] = []
            turns.rest(at: step(0))
            steps.append(turns.isUrgent)
            // Rest costs nothing.
            turns.begin(at: step(200))
            turns.look(at: step(49))
            steps.append(turns.isUrgent)
            turns.look(at: step(49))
            steps.append(turns.isUrgent)
            let nice = (try? ThreadTurn.current())?.nice
            // Too little has come back yet: 9 ms, then 11.
            turns.rest(at: step(1))
            turns.begin(at: step(85))
            turns.rest(at: step(1))
            steps.append(turns.isUrgent)
            turns.begin(at: step(30))
            turns.rest(at: step(1))
            steps.append(turns.isUrgent)
            let refusal = turns.refusal
            seen.value.withLock { $0 = (steps, nice, refusal) }
        }
        thread.join()

        let (steps, nice, refusal) = seen.value.withLock(\.self)
        #expect(nice == 3)
        if let refusal {
            #expect(refusal.isRefused && steps == [false, false, false, false, false])
        } else {
            #expect(steps == [true, true, false, false, true])
        }
    }
}

final class SeenUrgency: Sendable {
    let value = Mutex<(steps: [Bool], nice: Int32?, refusal: SystemCallError?)>(([], nil, nil))
}

final class SeenTurn: Sendable {
    let value = Mutex<ThreadTurn?>(nil)
}

final class Flag: Sendable {
    let value = Atomic<Int>(0)
}
