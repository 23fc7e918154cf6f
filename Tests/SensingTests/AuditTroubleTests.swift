import LinuxKernel
import Testing

@testable import Sensing

@Suite struct AuditTroubleTests {
    private static let second: UInt64 = 1_000_000_000
    private static let failure = SystemCallError(call: "audit", object: "status", number: .timedOut)

    @Test func `one failure is no trouble that lasts, and is over with the next answer`() {
        var trouble = AuditTrouble()
        trouble.failed(Self.failure, at: 5 * Self.second)
        #expect(trouble.failure == Self.failure && !trouble.isLasting(at: 14 * Self.second))
        #expect(trouble.isLasting(at: 15 * Self.second))

        trouble.looked(awaitsAnswer: false)
        #expect(trouble.failure == nil && !trouble.isLasting(at: 99 * Self.second))
    }

    @Test func `answers that never come are trouble that lasts, though each question goes out`() {
        var trouble = AuditTrouble()
        for round in 1..<4 as Range<UInt64> {
            trouble.looked(awaitsAnswer: true)
            trouble.failed(Self.failure, at: round * 6 * Self.second)
        }
        trouble.looked(awaitsAnswer: true)

        #expect(trouble.failure == Self.failure)
        #expect(trouble.isLasting(at: 19 * Self.second))
    }
}
