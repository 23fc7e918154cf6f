internal import AgentStore
internal import BehaviourModel
internal import Detection
internal import LinuxKernel

/// Detection as the store has it: a restart goes on where the agent was.
enum DetectorRestore {
    /// What came of it.
    struct Outcome {
        var detector: Detector
        /// What an operator must know about how it came back.
        var problems: [String] = []
        /// A state that does not fit: to be kept under another name, before the new one takes its place.
        var unusable: StoredState?
    }

    /// Learned at one `time.scale` it means nothing at another: each scale has a state of its own, so that trying one out
    /// costs nothing.
    static func stateName(_ configuration: AgentConfiguration) -> String {
        let scale = configuration.time.scale
        return scale == 1 ? "detector" : "detector.scale-\(scale)"
    }

    static func make(
        _ store: borrowing AgentStore, _ configuration: AgentConfiguration, seed: UInt64, bootID: String
    ) -> Outcome {
        var settings = configuration.detectorSettings(seed: seed)
        settings.agent = store.options.agent
        settings.epoch = store.epoch.name
        let fresh = Detector(settings: settings)
        let stored: StoredState?
        do throws(StoreError) {
            var reader = try StoreReader(directory: store.options.directory)
            stored = try reader.state(stateName(configuration))
        } catch {
            return Outcome(
                detector: fresh, problems: ["the baselines could not be read (\(error)): learning begins anew"])
        }
        guard let stored else { return Outcome(detector: fresh) }
        var kept = stored
        kept.name = "\(stored.name).unusable-\(KernelClock.wallNanoseconds / 1_000_000_000)"
        func unusable(_ reason: String) -> Outcome {
            let problem = "the stored baselines \(reason): learning begins anew; the old ones are kept as \(kept.name)"
            return Outcome(detector: fresh, problems: [problem], unusable: kept)
        }
        do {
            let json = try JSONParser.parse(stored.body, limits: .init(bytes: 1 << 30, depth: 64))
            let saved = json["boot_id"]?.string
            guard let state = json["detector"] else {
                return unusable("lack their detector")
            }
            return Outcome(
                detector: try Detector(
                    settings: settings, state: state, isSameBoot: saved == bootID, keepsContainers: false))
        } catch {
            return unusable("do not fit this agent (\(error))")
        }
    }
}

/// How the store was found, in words.
enum StoreOpeningWords {
    static func text(_ opening: StoreOpening) -> String {
        switch opening {
        case .continued: "continued"
        case .created: "new"
        case .newEpoch(let reason): "new epoch (\(reason.rawValue))"
        case .replaced(let path, _): "replaced; the damaged one is at \(path)"
        }
    }

    static func problems(_ opening: StoreOpening) -> [String] {
        switch opening {
        case .continued, .created: []
        case .newEpoch(let reason): ["the store's history cannot be continued (\(reason.rawValue)): a new epoch begins"]
        case .replaced(let path, let error):
            ["the store was damaged (\(error)) and is now at \(path): a new one begins"]
        }
    }
}

/// A UUID of version 4 (RFC 9562).
enum EpochName {
    static func random() -> String {
        let high = UInt64.random(in: .min ... .max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array(hexadecimal(high) + hexadecimal(low))
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return parts.joined(separator: "-")
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
