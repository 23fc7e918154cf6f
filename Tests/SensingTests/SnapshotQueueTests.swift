import Testing

@testable import Sensing

@Suite struct SnapshotQueueTests {
    private let second: UInt64 = 1_000_000_000

    @Test func `reads in pieces, the rest of one first, and pauses for longer than it took`() {
        var queue = SnapshotQueue()
        queue.add(7)
        queue.add(8)

        #expect(queue.next(at: 100) == .processes(cgroup: 7, after: 0))
        queue.putBack(.processes(cgroup: 7, after: 42))
        queue.spent(10, until: 110)

        #expect(queue.next(at: 149) == nil && queue.hasWork(before: 150) && !queue.hasWork(before: 149))
        #expect(queue.next(at: 150) == .processes(cgroup: 7, after: 42))
        #expect(queue.next(at: 150) == .processes(cgroup: 8, after: 0))
        #expect(queue.next(at: 150) == nil && queue.isEmpty)
    }

    @Test func `a container waits once, however often it is added`() {
        var queue = SnapshotQueue()
        for _ in 0..<100 {
            queue.add(7)
            queue.listen(7, at: 0)
        }

        #expect(queue.next(at: 0) == .listeners(cgroup: 7))
        #expect(queue.next(at: 0) == .processes(cgroup: 7, after: 0))
        #expect(queue.isEmpty)
    }

    @Test func `listeners are looked for once a minute in a container, and others need not wait`() {
        var queue = SnapshotQueue()
        queue.listen(7, at: 0)
        #expect(queue.next(at: 0) == .listeners(cgroup: 7))
        queue.listen(7, at: second)
        queue.listen(8, at: second)

        #expect(queue.next(at: second) == .listeners(cgroup: 8))
        #expect(queue.next(at: 59 * second) == nil)
        #expect(queue.next(at: 60 * second) == .listeners(cgroup: 7))
    }

    @Test func `what is gone is forgotten`() {
        var queue = SnapshotQueue()
        queue.listen(7, at: 0)
        _ = queue.next(at: 0)
        queue.keep { $0 != 7 }
        queue.listen(7, at: second)

        #expect(queue.next(at: second) == .listeners(cgroup: 7))
    }

    @Test func `a loss is answered at once, losses in a row ever later, and after a calm minute at once again`() {
        var pace = SnapshotPace()
        var taken: [UInt64] = []
        // A loss every tenth of a second for two minutes.
        for tenth in 0..<UInt64(1_200) {
            let now = tenth * second / 10
            pace.ask(at: now)
            if pace.take(at: now) { taken.append(now / second) }
        }

        #expect(taken == [0, 1, 3, 7, 15, 31, 61, 91])
        pace.ask(at: 300 * second)
        #expect(pace.take(at: 300 * second) == true)
        pace.ask(at: 301 * second)
        #expect(pace.take(at: 301 * second) == true)
    }

    @Test func `nothing is read that nobody asked for`() {
        var pace = SnapshotPace()

        #expect(pace.take(at: .max) == false)
        pace.ask(at: 0)
        let (first, second) = (pace.take(at: 0), pace.take(at: .max))
        #expect(first && !second)
    }
}
