import BehaviourModel
import Detection
import Foundation
import TestRandom

/// One act of a generated workload.
struct Act {
    enum Kind { case start, end, child(String), read(String), connect(UInt32) }
    var minute: Double
    var container: UInt32
    var executable = "/usr/sbin/app@image"
    var kind: Kind
    var episode: UInt64 = 0
}

/// A generated workload: habits with rates from one a minute to one in ten weeks, and news that comes once and for ever.
enum GeneratedWorkload {
    /// - Parameters:
    ///   - newsPerWeek: acts never seen before or after.
    ///   - replicas: containers, which start during the first half hour; each is restarted about once a week.
    static func acts(seed: UInt64, weeks: Int, habits: Int, newsPerWeek: Double, replicas: UInt32 = 1) -> [Act] {
        var random = SeededGenerator(seed: seed)
        let end = Double(weeks) * 10080
        var acts: [Act] = []
        var names: [(from: Double, key: UInt32)] = []
        var lives: [[(from: Double, key: UInt32)]] = []
        var key: UInt32 = 0
        for replica in 0..<replicas {
            var minute = replica == 0 ? 0 : Double.random(in: 0..<30, using: &random)
            names = []
            while minute < end {
                key += 1
                names.append((minute, key))
                acts.append(Act(minute: minute, container: key, kind: .start))
                for item in 0..<8 {
                    acts.append(
                        Act(
                            minute: minute + 0.01 * Double(item + 1), container: key, kind: .read("/etc/start\(item)"),
                            episode: UInt64(key)))
                }
                let next = minute + max(60, exponential(10080, &random))
                if next < end { acts.append(Act(minute: next - 0.1, container: key, kind: .end)) }
                minute = next
            }
            lives.append(names)
        }
        func container(_ minute: Double, _ random: inout SeededGenerator) -> UInt32? {
            let life = lives[Int.random(in: 0..<Int(replicas), using: &random)]
            guard let key = life.last(where: { $0.from + 1 <= minute })?.key else { return nil }
            let next = life.first { $0.from > minute }?.from ?? .infinity
            return minute < next - 0.2 ? key : nil
        }
        for habit in 0..<habits {
            // Log-uniform from once a minute to once in ten weeks.
            let mean = Foundation.exp(Double.random(in: 0...Foundation.log(100_800), using: &random))
            var minute = exponential(mean, &random)
            var last = -1.0
            while minute < end {
                // Sensors suppress repeats within the hour.
                if (minute / 60).rounded(.down) != last, let key = container(minute, &random) {
                    last = (minute / 60).rounded(.down)
                    let kind: Act.Kind = habit % 3 == 0 ? .child("/bin/h\(habit)@image") : .read("/data/h\(habit)")
                    acts.append(
                        Act(minute: minute, container: key, kind: kind, episode: 1_000_000 + UInt64(minute)))
                }
                minute += max(exponential(mean, &random), 60 - minute.truncatingRemainder(dividingBy: 60))
            }
        }
        var minute = exponential(10080 / max(newsPerWeek, 0.000001), &random)
        var news = 0
        while newsPerWeek > 0, minute < end {
            news += 1
            if let key = container(minute, &random) {
                let kind: Act.Kind = news % 2 == 0 ? .connect(0x0a00_0000 + UInt32(news)) : .read("/news/\(news)")
                acts.append(Act(minute: minute, container: key, kind: kind, episode: 1_000_000 + UInt64(minute)))
            }
            minute += exponential(10080 / newsPerWeek, &random)
        }
        return acts.sorted { $0.minute < $1.minute }
    }

    private static func exponential(_ mean: Double, _ random: inout SeededGenerator) -> Double {
        -mean * Foundation.log(1 - Double.random(in: 0..<1, using: &random))
    }
}

extension Stage {
    mutating func perform(_ act: Act) {
        switch act.kind {
        case .start: start(act.container, at: act.minute)
        case .end: end(act.container, at: act.minute)
        case .child(let child):
            exec(act.container, act.executable, child, at: act.minute, episode: act.episode)
        case .read(let path): read(act.container, act.executable, path, at: act.minute, episode: act.episode)
        case .connect(let address):
            connect(act.container, act.executable, address, port: 443, at: act.minute, episode: act.episode)
        }
    }
}
