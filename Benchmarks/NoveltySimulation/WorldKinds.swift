internal import BehaviourModel

/// The simulated workloads whose figures are known, by their letters there.
enum WorldKind: String, CaseIterable, Sendable {
    case quietService = "a"
    case twentyReplicas = "b"
    case scheduledJobs = "c"
    case tenRestartsADay = "h"

    var name: String {
        switch self {
        case .quietService: "quiet service"
        case .twentyReplicas: "20 replicas"
        case .scheduledJobs: "hourly to monthly jobs"
        case .tenRestartsADay: "ten restarts a day"
        }
    }

    func world(seed: UInt64) -> SimulatedWorld {
        let kind = UInt64(rawValue.utf8.first ?? 0)
        var world = SimulatedWorld(seed: seed * 7919 + kind, replicas: self == .twentyReplicas ? 20 : 1)
        world.addStarts(perWeek: self == .tenRestartsADay ? 70 : 1)
        world.addHabits()
        switch self {
        case .quietService, .tenRestartsADay: break
        case .twentyReplicas:
            for _ in 0..<3 { world.addFleetHabit() }
            world.addJob(every: SimulatedTime.day, onAllReplicas: true)
        case .scheduledJobs:
            for period in [60, SimulatedTime.day, SimulatedTime.week, 30 * SimulatedTime.day] {
                world.addJob(every: period)
            }
        }
        world.sort()
        return world
    }
}

extension SimulatedWorld {
    /// Sixty habits of one item, from one a minute to one in six hours, and five of some, from one a day to one in ten weeks.
    mutating func addHabits() {
        for _ in 0..<60 {
            let items = items(in: main, count: 1)
            addHabit(items, rate: random.logarithmic(1.0 / 360, 1))
        }
        for _ in 0..<5 {
            let items = items(in: main)
            addHabit(items, rate: random.logarithmic(1 / (10 * SimulatedTime.week), 1 / SimulatedTime.day))
        }
    }

    /// At random over the replicas, once an hour at most. A quick habit is left out when it is known beyond doubt: nothing
    /// that it does later is new.
    private mutating func addHabit(_ items: [SimulatedItem], rate: Double) {
        let (enough, settled, quick) = (14, 400.0, 1.0 / 240)
        var seen: Set<Int> = []
        var first: Double?
        var count = 0
        var minutes = 0.0
        while true {
            minutes += random.wait(rate: rate)
            if minutes >= SimulatedTime.end { return }
            let replica = random.index(below: replicas)
            let hour = Int(minutes / 60)
            guard seen.insert(hour * replicas + replica).inserted else {
                if replicas == 1 { minutes = Double(hour + 1) * 60 }
                continue
            }
            count += 1
            addMain(minutes, replica: replica, items: items)
            let since = first ?? minutes
            first = since
            if rate > quick, count >= enough, minutes - since > settled { return }
        }
    }

    /// What all replicas do within five minutes, once in one to ten weeks, from some week on.
    mutating func addFleetHabit() {
        let week = SimulatedTime.week
        var minutes = random.wait(rate: 1 / random.logarithmic(week, 10 * week))
        let rate = 1 / random.logarithmic(week, 10 * week)
        let items = items(in: main, count: 3)
        while minutes < SimulatedTime.end {
            for replica in 0..<replicas { addMain(minutes + random.uniform(0, 5), replica: replica, items: items) }
            minutes += random.wait(rate: rate)
        }
    }

    /// A job of an executable of its own: two children, three files, two system calls, perhaps a connection; and two
    /// things that it does in 3 % of its runs.
    mutating func addJob(every period: Double, onAllReplicas: Bool = false) {
        let job = texts.intern("/usr/bin/job\(freshNumber())@image")
        var base = [SimulatedItem(act: .exec, executable: main, subject: job)]
        for act in [SimulatedItem.Act.exec, .exec, .read, .read, .read, .read, .read] {
            base.append(item(act, in: job))
        }
        if random.happens(0.5) { base.append(item(.connect, in: job)) }
        let rare = [item(in: job), item(in: job)]
        var minutes = random.uniform(0, period)
        let one = random.index(below: replicas)
        while minutes < SimulatedTime.end {
            for replica in onAllReplicas ? Array(0..<replicas) : [one] {
                let place = minutes + (onAllReplicas ? random.uniform(0, 5) : 0)
                addJob(place, replica: replica, items: base + rare.filter { _ in random.happens(0.03) })
            }
            let slack = 0.02
            minutes +=
                period > SimulatedTime.day
                ? period * (1 + random.uniform(-slack, slack)) : period + random.uniform(0, 2)
        }
    }
}
