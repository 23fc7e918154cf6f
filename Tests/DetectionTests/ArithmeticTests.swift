import BehaviourModel
import Foundation
import TestRandom
import Testing

@testable import Detection

@Suite struct ArithmeticTests {
    @Test func `logarithms agree with the floating-point ones`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let value = random.next() >> UInt64.random(in: 0..<63, using: &random)
            guard value > 0 else { continue }
            let expected = Foundation.log2(Double(value))
            let found = Double(IntegerLogarithm.log2(value)) / Foundation.pow(2, 56)
            #expect(abs(found - expected) < 1e-12 * max(1, expected))
        }
        for power in 0..<64 {
            #expect(IntegerLogarithm.log2(UInt64(1) << UInt64(power)) == Int64(power) << 56)
        }
        #expect(IntegerLogarithm.log2(UInt64(0)) == 0)
        #expect(IntegerLogarithm.log2(UInt128(1) << 100) == Int64(100) << 56)
    }

    @Test(arguments: [
        // 8 bits after three quiet hours, 11.5 after a quiet day, 14.3 after a week.
        (UInt64(180), Millibits(8500)), (1440, 11493), (10080, 14299),
    ])
    func `an unknown item in a quiet context has the bits of what was watched`(windows: UInt64, bits: Millibits) {
        #expect(NoveltyRate.estimate(Exposure(windows: windows, novel: 0)).millibits == bits)
        let quiet = Exposure(windows: windows, novel: 0)
        #expect(NoveltyRate.mixed(quiet, container: quiet).millibits == bits)
    }

    @Test func `the mixed rate agrees with the formula`() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            let windows = UInt64.random(in: 0..<1_000_000, using: &random)
            let own = Exposure(windows: windows, novel: UInt64.random(in: 0...min(windows, 5000), using: &random))
            let all = Exposure(windows: windows * 3 + 5, novel: UInt64.random(in: 0...500, using: &random))
            let estimate: (Exposure) -> Double = { (Double($0.novel) + 0.5) / (Double($0.windows) + 1) }
            let lambda = Double(own.windows) / (Double(own.windows) + 60)
            let rate = lambda * estimate(own) + (1 - lambda) * estimate(all)
            let expected = max(0, -1000 * Foundation.log2(rate))
            #expect(abs(Double(NoveltyRate.mixed(own, container: all).millibits) - expected) <= 0.51)
        }
        let full = Exposure(windows: .max, novel: .max)
        #expect(NoveltyRate.mixed(full, container: full).millibits < 10_000)
    }

    /// The distribution function by its terms in logarithms.
    private func cumulative(_ seen: Int, _ trials: Int, _ rate: Double) -> Double {
        (0...seen).reduce(0.0) { sum, count in
            let coefficient =
                lgamma(Double(trials + 1)) - lgamma(Double(count + 1)) - lgamma(Double(trials - count + 1))
            return sum
                + Foundation.exp(
                    coefficient + Double(count) * Foundation.log(rate)
                        + Double(trials - count) * Foundation.log1p(-rate))
        }
    }

    @Test(arguments: [
        (0, 1000), (0, 1440), (1, 1000), (3, 1440), (10, 1000), (17, 20160), (100, 1000), (500, 120_960), (999, 1000),
        (0, 20), (2, 20), (19, 20), (2000, 100_000), (0, 2_419_200), (4000, 2_419_200),
    ])
    func `the upper bound is where the binomial falls to one in twenty`(seen: Int, trials: Int) {
        let upper = Double(BinomialBound.upper(seen: UInt64(seen), trials: UInt64(trials))) / Foundation.pow(2, 40)

        #expect(abs(cumulative(seen, trials, upper) - 0.05) < 0.0005)
    }

    @Test func `the bound is one where there was nothing else`() {
        #expect(BinomialBound.upper(seen: 5, trials: 5) == BinomialBound.one)
        #expect(BinomialBound.upper(seen: 9, trials: 5) == BinomialBound.one)
        #expect(BinomialBound.upper(seen: 0, trials: 0) == BinomialBound.one)
    }

    @Test func `hourly counts agree with a plain list`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            var counts = HourlyCounts()
            var plain: [Int64: UInt64] = [:]
            var hour: Int64 = 480_000
            for _ in 0..<300 {
                hour += Int64([0, 1, 1, 1, 5].randomElement(using: &random) ?? 1)
                let count: UInt64 = [60, 60, 60, 3].randomElement(using: &random) ?? 0
                counts.add(count, hour: hour)
                plain[hour, default: 0] += count
            }
            #expect(counts.total == plain.values.reduce(0, +))
            #expect(counts.hours == Int64(plain.count))
            for probe in stride(from: Int64(479_990), to: hour + 5, by: 7) {
                #expect(counts.count(before: probe) == plain.filter { $0.key < probe }.values.reduce(0, +))
            }
            let start = counts.hour(holdingLast: 800)
            #expect(counts.count(from: start) >= 800)
            #expect(counts.count(from: start + 1) < 800)
            #expect(HourlyCounts(row: counts.row) == counts)
        }
    }

    @Test func `folded runs keep their sums`() {
        var counts = HourlyCounts()
        var sum: UInt64 = 0
        for hour in 0..<5000 {
            let count = UInt64(hour % 7 + 1)
            sum += count
            counts.add(count, hour: Int64(hour * 3))
        }

        #expect(counts.runs.count <= HourlyCounts.runLimit)
        #expect(counts.total == sum)
        #expect(counts.hours == 5000)
        #expect(counts.count(before: 0) == 0)
    }

    @Test func `the table finds what it holds, and nothing else`() {
        var random = SeededGenerator(seed: 6)
        var table = ItemTable(seed: 1, limit: 500)
        var held: Set<ItemKey> = []
        for step in 0..<20_000 {
            var key = ItemKey(family: .files, context: .executable, form: .file)
            key.subject = TextID(rawValue: UInt32.random(in: 0..<900, using: &random))
            if let place = table.find(key) {
                #expect(held.contains(key))
                if step % 3 == 0 {
                    table.remove(at: place)
                    held.remove(key)
                }
            } else {
                #expect(!held.contains(key))
                if table.insert(ItemRecord(key: key, minute: 0)) != nil { held.insert(key) }
            }
        }
        #expect(table.count == held.count)
        #expect(held.allSatisfy { table.find($0) != nil })
        #expect(table.count <= 500)
    }
}
