internal import BehaviourModel

/// What one simulated workload does in twelve weeks: starts of its replicas, and acts.
struct SimulatedWorld: Sendable {
    /// Items that one episode shows at one time.
    struct Step: Sendable {
        var minutes: Double
        var replica: Int
        /// Number of the replica's container.
        var life: Int
        var isStart: Bool
        var episode: UInt64
        var items: [SimulatedItem]
    }

    var random: Randomness
    var texts = TextTable(seed: 1)
    let replicas: Int
    /// When the containers of each replica start.
    private(set) var starts: [[Double]] = []
    private(set) var steps: [Step] = []
    /// The executable that serves.
    let main: TextID
    private var lastNumber: UInt64 = 0

    init(seed: UInt64, replicas: Int) {
        random = Randomness(seed: seed)
        self.replicas = replicas
        main = texts.intern("/usr/sbin/app@image")
    }

    mutating func sort() { steps.sort { ($0.minutes, $0.isStart ? 0 : 1) < ($1.minutes, $1.isStart ? 0 : 1) } }

    /// The number of the container of a replica at a time; -1 before its first.
    func life(of replica: Int, at minutes: Double) -> Int { (starts[replica].lastIndex { $0 <= minutes }) ?? -1 }

    mutating func freshNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// An act of a family that never was before.
    mutating func item(_ act: SimulatedItem.Act, in context: TextID) -> SimulatedItem {
        let number = freshNumber()
        let name =
            switch act {
            case .exec: "/bin/x\(number)@image"
            case .read: "/data/x\(number)"
            case .connect: "/run/x\(number)"
            }
        return SimulatedItem(act: act, executable: context, subject: texts.intern(name))
    }

    /// One of any family: lineage 5 %, files 60 %, connections 10 %, system calls 25 %.
    mutating func item(in context: TextID) -> SimulatedItem {
        let acts: [SimulatedItem.Act] = [.exec, .read, .connect, .read]
        return item(acts[random.weighted([0.05, 0.6, 0.1, 0.25])], in: context)
    }

    mutating func items(in context: TextID, count: Int? = nil) -> [SimulatedItem] {
        let count = count ?? [1, 2, 3, 5][random.weighted([0.6, 0.25, 0.1, 0.05])]
        return (0..<count).map { _ in item(in: context) }
    }
}

extension SimulatedWorld {
    /// Starts of all replicas: the first within half an hour, later ones at random; each shows the same fixed items, some of
    /// the rare ones, and one in ten an item that never comes again.
    mutating func addStarts(perWeek: Double) {
        let fixed = (0..<30).map { _ in item(in: main) }
        let rare = (0..<10).map { _ in (item: item(in: main), probability: random.logarithmic(0.02, 0.5)) }
        for replica in 0..<replicas {
            var minutes = replicas > 1 ? random.uniform(0, 30) : 0
            var lives: [Double] = []
            while minutes < SimulatedTime.end {
                lives.append(minutes)
                var items = fixed
                for (item, probability) in rare where random.happens(probability) { items.append(item) }
                if random.happens(0.1) { items.append(item(in: main)) }
                let life = lives.count - 1
                steps.append(
                    Step(
                        minutes: minutes, replica: replica, life: life, isStart: true,
                        episode: startEpisode(replica, life), items: items))
                minutes += random.wait(rate: perWeek / SimulatedTime.week)
            }
            starts.append(lives)
        }
    }

    /// An act of the process that serves: an episode a day, or the start's while the container is younger than ten minutes.
    mutating func addMain(_ minutes: Double, replica: Int, items: [SimulatedItem]) {
        let (place, life) = afterStart(minutes, replica: replica)
        let isYoung = place - starts[replica][life] < 10
        let day = UInt64(place / SimulatedTime.day) + 1
        let start = startEpisode(replica, life)
        steps.append(
            Step(
                minutes: place, replica: replica, life: life, isStart: false, episode: isYoung ? start : start + day,
                items: items))
    }

    /// An act that is an episode of its own.
    mutating func addJob(_ minutes: Double, replica: Int, items: [SimulatedItem]) {
        let (place, life) = afterStart(minutes, replica: replica)
        let episode = 1 << 63 | freshNumber()
        steps.append(
            Step(minutes: place, replica: replica, life: life, isStart: false, episode: episode, items: items))
    }

    /// What a habit does is no part of a start: what falls into a container's first window comes right after it.
    private func afterStart(_ minutes: Double, replica: Int) -> (minutes: Double, life: Int) {
        let firstWindow = 1.05
        var life = max(0, life(of: replica, at: minutes))
        var place = max(minutes, starts[replica][life] + firstWindow)
        while life + 1 < starts[replica].count, starts[replica][life + 1] <= place {
            life += 1
            place = max(place, starts[replica][life] + firstWindow)
        }
        return (place, life)
    }

    private func startEpisode(_ replica: Int, _ life: Int) -> UInt64 {
        UInt64(replica + 1) << 40 | UInt64(life + 1) << 16
    }
}
