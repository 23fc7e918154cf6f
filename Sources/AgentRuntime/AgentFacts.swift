internal import BehaviourModel
internal import LinuxKernel
internal import Synchronization

/// What this agent is: fixed at its start, but for the configuration in force.
final class AgentFacts: Sendable {
    struct Configuration: Sendable {
        /// SHA-256 of the effective configuration.
        var hash: String
    }

    let agent: String
    let bootID: String
    let epoch: String
    let timeScale: Int64
    let startedUnixNanoseconds: Int64
    let storeDirectory: String
    let streamSocket: String
    /// The relay's.
    let streamUser: String
    let chainKey: ChainKeyFile
    /// How the database was found, in words.
    let storeOpening: String
    let leaseProgram: String
    /// Of this process's tables; a capture carries it, so that a replay's tables are laid out alike.
    let hashSeed: UInt64
    /// What is watched in each container.
    let sensitivePaths: [SensitivePath]
    let configuration: Mutex<Configuration>

    init(
        agent: String, bootID: String, epoch: String, timeScale: Int64, storeDirectory: String, streamSocket: String,
        stream: StreamSection, storeOpening: String, leaseProgram: String, hashSeed: UInt64,
        sensitivePaths: [SensitivePath], configuration: String
    ) {
        self.agent = agent
        self.bootID = bootID
        self.epoch = epoch
        self.timeScale = timeScale
        startedUnixNanoseconds = KernelClock.wallNanoseconds
        self.storeDirectory = storeDirectory
        self.streamSocket = streamSocket
        streamUser = stream.user
        chainKey = ChainKeyFile(path: stream.chainKey)
        self.storeOpening = storeOpening
        self.leaseProgram = leaseProgram
        self.hashSeed = hashSeed
        self.sensitivePaths = sensitivePaths
        self.configuration = Mutex(Configuration(hash: configuration))
    }

    /// Size of the database with its log, in bytes.
    func storeBytes() -> Int64 {
        guard let directory = try? Directory(storeDirectory), let entries = try? directory.entries() else { return 0 }
        return entries.reduce(0) { sum, entry in
            let size = (try? directory.status(String(decoding: entry.name, as: UTF8.self)))?.size ?? 0
            return sum &+ Int64(clamping: size)
        }
    }
}
