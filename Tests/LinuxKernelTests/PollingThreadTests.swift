import Synchronization
import Testing

@testable import LinuxKernel

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

    @Test func `whoever takes no turns is given none`() throws {
        let seen = SeenUrgency()
        let thread = try PollingThread(name: "yagura-rt", realTimePriority: 1) { stop in
            // Until the priority is there.
            _ = try? stop.descriptor.wait(for: .readable, within: nil)
            let own = RecordThread(id: 0)
            let before = try? own.takesTurns
            try? own.setSlice(RecordThread.shortSlice)
            let after = try? own.takesTurns
            seen.value.withLock { $0.steps = [before, after].compactMap(\.self) }
        }
        let isRealTime = thread.realTimeRefusal == nil
        thread.stop()

        #expect(seen.value.withLock(\.steps) == [!isRealTime, !isRealTime])
        #expect(try RecordThread(id: 0).takesTurns)
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
            // 43 ms are owed: of 10 that must be there too little has come back yet, then enough.
            turns.rest(at: step(1))
            turns.begin(at: step(500))
            turns.rest(at: step(1))
            steps.append(turns.isUrgent)
            turns.begin(at: step(40))
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

extension UrgentTurnsTests {
    /// What a thread at priority 1 says after each step: milliseconds of work, or of rest, and what it does then.
    private static func urgency(
        _ body: @escaping @Sendable (inout UrgentTurns, (UInt64) -> UInt64) -> [Bool]
    ) throws -> (steps: [Bool], nice: Int32?, refusal: SystemCallError?) {
        let seen = SeenUrgency()
        try PollingThread(name: "yagura-urgent") { _ in
            var turns = UrgentTurns(priority: 1, otherwise: ThreadTurn(nice: 3))
            var now = KernelClock.monotonicNanoseconds
            let steps = body(&turns) { milliseconds in
                now += milliseconds * 1_000_000
                return now
            }
            let refusal = turns.refusal
            let nice = (try? ThreadTurn.current())?.nice
            seen.value.withLock { $0 = (steps, nice, refusal) }
        }
        .join()
        return seen.value.withLock(\.self)
    }

    @Test func `a piece of work that took too long is paid for before the thread is urgent again`() throws {
        let seen = try Self.urgency { turns, step in
            turns.rest(at: step(0))
            turns.begin(at: step(100))
            turns.look(at: step(500))
            var steps = [turns.isUrgent]
            // Owed are 450 ms: a tenth comes back.
            turns.rest(at: step(1_000))
            steps.append(turns.isUrgent)
            turns.begin(at: step(3_500))
            turns.rest(at: step(0))
            steps.append(turns.isUrgent)
            turns.begin(at: step(200))
            turns.rest(at: step(0))
            steps.append(turns.isUrgent)
            // No more than a second is ever owed.
            turns.begin(at: step(1))
            turns.look(at: step(3_600_000))
            turns.rest(at: step(10_050))
            steps.append(turns.isUrgent)
            turns.rest(at: step(100))
            steps.append(turns.isUrgent)
            return steps
        }
        if seen.refusal == nil { #expect(seen.steps == [false, false, false, true, false, true]) }
    }

    @Test func `what may wait is done in ordinary turns, and costs nothing`() throws {
        let seen = try Self.urgency { turns, step in
            turns.rest(at: step(0))
            turns.begin(at: step(0))
            turns.calm(at: step(1))
            var steps = [turns.isUrgent, (try? ThreadTurn.current())?.nice == 3]
            turns.rest(at: step(500))
            steps.append(turns.isUrgent)
            turns.look(at: step(49))
            steps.append(turns.isUrgent)
            return steps
        }
        if seen.refusal == nil { #expect(seen.steps == [false, true, true, true]) }
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
