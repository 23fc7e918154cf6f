import Testing

@testable import AgentRuntime

@Suite struct ConnectionSlotsTests {
    @Test func `one user's connections lock nobody else out`() {
        var slots = ControlService.slots

        let refused = (0..<100).count { _ in slots.take(1_000) != nil }

        #expect(refused == 92)
        #expect(slots.take(1_001) == nil && slots.take(0) == nil)
    }

    @Test func `all users together lock root not out`() {
        var slots = ControlService.slots
        for user in UInt32(1)...100 { for _ in 0..<8 { _ = slots.take(user) } }

        #expect(slots.count == 24)
        let root = (0..<8).map { _ in slots.take(0) }
        #expect(root.allSatisfy { $0 == nil })
        #expect(slots.take(0)?.contains("32 clients") == true)
    }

    @Test func `root's connections leave others less, not more`() {
        var slots = ControlService.slots
        for _ in 0..<30 { _ = slots.take(0) }

        #expect(slots.take(7) == nil && slots.take(7) == nil)
        #expect(slots.take(7) != nil)
    }

    @Test func `a place that is given back is taken again, and no other`() {
        var slots = ControlService.slots
        for _ in 0..<8 { _ = slots.take(7) }
        slots.giveBack(7)
        slots.giveBack(8)

        #expect(slots.take(7) == nil)
        #expect(slots.take(7)?.contains("of this user") == true)
    }
}
