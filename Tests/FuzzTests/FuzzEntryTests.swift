import FuzzEntries
import Glibc
import TestRandom
import TestSupport
import Testing

/// Runs each fuzz entry over its seeds and a bounded number of damaged copies, the same each time, so that no entry can rot.
///
/// No coverage guides this. An input that ends the process stays in `.build/fuzz/ENTRY.input`.
@Suite(.serialized) struct FuzzEntryTests {
    private static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/.build/fuzz"

    @Test(arguments: FuzzEntry.all)
    func `survives its seeds and damaged copies of them`(entry: FuzzEntry) throws {
        let seeds = try entry.seeds()
        try makeFolder(Self.folder)
        let kept = try RunningInput("\(Self.folder)/\(entry.name).input")
        var random = SeededGenerator(seed: 0x5EED)

        for seed in seeds { run(entry, seed, kept) }
        run(entry, [], kept)
        for _ in 0..<entry.runs {
            // Short ones are damaged in a greater part of their places.
            let seed = seeds.randomElement(using: &random) ?? []
            run(entry, random.next() % 16 == 0 ? random.bytes(upTo: 64) : random.mutated(seed), kept)
        }

        #expect(!seeds.isEmpty)
        kept.discard()
    }

    @Test func `names each entry once`() {
        let names = FuzzEntry.all.map(\.name)

        #expect(Set(names).count == names.count)
        #expect(names.count >= 15)
    }

    private func run(_ entry: FuzzEntry, _ input: [UInt8], _ kept: RunningInput) {
        kept.write(input)
        entry.run(input)
    }
}

/// The input that runs now, in a file: when the process ends in the middle, it is still there.
private struct RunningInput {
    private let path: String
    private let file: Int32

    init(_ path: String) throws {
        self.path = path
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        try #require(file >= 0, "cannot open \(path)")
    }

    func write(_ input: [UInt8]) {
        ftruncate(file, 0)
        pwrite(file, input, input.count, 0)
    }

    func discard() {
        close(file)
        unlink(path)
    }
}
