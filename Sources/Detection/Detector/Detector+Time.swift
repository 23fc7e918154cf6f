internal import BehaviourModel

/// Time: what is due happens in its order, however seldom the detector is told the time.
extension Detector {
    mutating func advanceClock(to instant: Instant, into findings: inout [Finding]) -> Moment {
        clock.anchorIfNeeded(at: instant)
        if nextHour == .never { nextHour = Moment(milliseconds: (clock.now.hour + 1) * Moment.hourLength) }
        let target = max(clock.now, clock.moment(of: instant))
        if target >= min(nextDue, nextHour) { work(until: target, instant: instant, into: &findings) }
        clock.move(to: target)
        return target
    }

    /// A year and more.
    private static let hoursCaughtUp: Int64 = 24 * 400

    private mutating func work(until target: Moment, instant: Instant, into findings: inout [Finding]) {
        while true {
            var next = nextHour
            var due: (workload: Int, container: Int)?
            for place in workloads.indices {
                for index in workloads[place].containers.indices {
                    let moment = workloads[place].containers[index].due
                    // At the same moment a window ends before the hour does.
                    guard moment <= next, moment != .never, due == nil || moment < next else { continue }
                    next = moment
                    due = (place, index)
                }
            }
            if next == nextHour, target.hour - nextHour.hour > Self.hoursCaughtUp {
                // After such a gap nothing of what hours decide is left to decide hour by hour.
                nextHour = Moment(milliseconds: (target.hour - Self.hoursCaughtUp) * Moment.hourLength)
                continue
            }
            guard next <= target else {
                nextDue = due == nil ? .never : next
                return
            }
            clock.move(to: next)
            if let due {
                endWindow(due.workload, due.container, at: next)
            } else {
                endHour(at: next, instant: instant, into: &findings)
            }
        }
    }

    private mutating func endWindow(_ place: Int, _ index: Int, at moment: Moment) {
        let container = workloads[place].containers[index]
        if container.isYoung, container.isGrownAt <= moment {
            workloads[place].grow(container: index, at: moment, words: words)
        } else {
            workloads[place].endWindow(container: index, at: moment, words: words)
        }
    }

    private mutating func endHour(at moment: Moment, instant: Instant, into findings: inout [Finding]) {
        nextHour = moment.advanced(by: Moment.hourLength)
        // An hour later, when what the day's last young containers showed has been learned.
        if moment.hour % 24 == 1 { closeDay(moment.day - 1) }
        for place in workloads.indices {
            workloads[place].endHour(at: moment)
            workloads[place].tell(at: moment, instant: instant, words: words, into: &findings)
            workloads[place].tellTripwires(settings.tripwires, at: moment, instant: instant, into: &findings)
        }
    }
}
