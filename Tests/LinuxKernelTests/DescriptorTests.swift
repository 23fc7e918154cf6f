import LinuxKernel
import Testing

@Suite struct DescriptorTests {
    @Test func `an error names the call, the object and the reason`() {
        let error = #expect(throws: SystemCallError.self) { _ = try Directory.working.read("/no/such", limit: 10) }

        #expect(error?.description == "open /no/such: no such file or directory (ENOENT)")
        #expect(error?.isGone == true)
    }

    @Test func `a name with a NUL is refused, not cut`() {
        let error = #expect(throws: SystemCallError.self) { _ = try Directory.working.status("/etc\0/x") }

        #expect(error?.number == .invalid)
    }

    @Test func `an event descriptor is quiet, signalled, drained`() throws {
        let event = try EventDescriptor()
        #expect(!event.isSignalled)

        event.signal()
        event.signal()

        #expect(event.isSignalled)
        #expect(event.drain())
        #expect(!event.drain())
    }

    @Test func `a timer fires at once for a zero delay and again each period`() throws {
        let timer = try TimerDescriptor()

        try timer.arm(after: .zero, every: .milliseconds(2))
        let ready = try timer.descriptor.wait(for: .readable, within: .seconds(5))

        #expect(ready.contains(.readable))
        #expect(try timer.drain() >= 1)
        try timer.disarm()
        #expect(try timer.descriptor.wait(for: .readable, within: .milliseconds(5)).isEmpty)
    }

    @Test func `a poller gives the token of what is ready`() throws {
        var poller = try Poller()
        let quiet = try EventDescriptor()
        let loud = try EventDescriptor()
        try poller.add(quiet.descriptor, token: 1)
        try poller.add(loud.descriptor, token: 2)
        #expect(try !poller.wait(within: .zero) { _, _ in })

        loud.signal()
        var tokens: [UInt64] = []
        try poller.wait(within: .seconds(5)) { token, events in
            if events.contains(.readable) { tokens.append(token) }
        }

        #expect(tokens == [2])
        try poller.remove(quiet.descriptor)
    }

    @Test func `a signal descriptor tells the signal and its sender`() throws {
        let signals = try SignalDescriptor([.user2])
        #expect(try signals.next() == nil)

        try raiseHere(.user2)

        #expect(try signals.next()?.signal == .user2)
    }

    @Test func `clocks move forward and boot time includes monotonic time`() throws {
        let first = KernelClock.bootNanoseconds
        #expect(KernelClock.bootNanoseconds >= first)
        let monotonic = KernelClock.monotonicNanoseconds
        #expect(KernelClock.bootNanoseconds >= monotonic)
        #expect(KernelClock.bootNanoseconds(ticks: 100) == 1_000_000_000)
        #expect(KernelClock.bootNanoseconds(ticks: .max) == .max)
        #expect(try KernelClock.bootId().count == 36)
    }
}
