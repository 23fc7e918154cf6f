/// One parser, as a function of any bytes: it may refuse them, and must neither trap nor break what it promises.
package struct FuzzEntry: Sendable, CustomStringConvertible {
    package let name: String
    /// What it feeds, in a few words.
    package let summary: String
    /// Inputs of a short run, such as that of the tests: fewer where each costs more.
    package let runs: Int
    /// What the parser meets on a good day, to start from.
    package let seeds: @Sendable () throws -> [[UInt8]]
    package let run: @Sendable ([UInt8]) -> Void

    package var description: String { name }

    init(
        _ name: String, _ summary: String, runs: Int = 2_000, seeds: @escaping @Sendable () throws -> [[UInt8]],
        run: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.name = name
        self.summary = summary
        self.runs = runs
        self.seeds = seeds
        self.run = run
    }

    /// Every entry. Those that reach into a module need a build for tests, as debug is.
    package static let all: [FuzzEntry] =
        texts + lines + captures + configurations + records + kernelMessages + processFiles + runtimeFiles

    package static func named(_ name: String) -> FuzzEntry? { all.first { $0.name == name } }
}

/// Ends the run when a promise is broken: a fuzzer keeps the input, a test names it.
func expect(_ isKept: Bool, _ promise: @autoclosure () -> String) {
    if !isKept { fatalError("broken promise: \(promise())") }
}
