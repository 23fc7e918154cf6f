package import Foundation

/// Wall time as Unix nanoseconds.
package enum WallClock {
    package static var now: Int64 { nanoseconds(Date()) }

    package static func nanoseconds(_ date: Date) -> Int64 {
        Int64(exactly: (date.timeIntervalSince1970 * 1_000_000).rounded()).map {
            $0.multipliedReportingOverflow(by: 1_000)
        }
        .flatMap { $0.overflow ? nil : $0.partialValue } ?? 0
    }
}
