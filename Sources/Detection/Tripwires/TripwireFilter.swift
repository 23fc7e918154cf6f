internal import BehaviourModel

/// Tells at the price of a comparison or two that an event touches no tripwire, as nearly all do.
struct TripwireFilter: Sendable, BitwiseCopyable {
    /// Bit n: execution of origin n is watched.
    private var origins: UInt32 = 0
    /// Bit b: a watched socket's name ends with the byte b (64 bits for each quarter of the bytes).
    private var endings: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var watchesCgroup = false

    init(_ tripwires: [Tripwire]) {
        for tripwire in tripwires {
            switch tripwire.condition {
            case .execution(let watched): for origin in watched { origins |= 1 << UInt32(origin.rawValue) }
            case .socketUse(let names): for name in names { if let last = name.utf8.last { add(last) } }
            case .leftCgroup: watchesCgroup = true
            }
        }
    }

    func maySee(_ event: BehaviourEvent, subject: Span<UInt8>) -> Bool {
        switch event.kind {
        case .exec:
            event.isNetworkFacing
                && (event.isOriginDoubtful || origins & (1 << UInt32(event.subjectOrigin.rawValue)) != 0)
        case .file, .connect: !event.hasFailed && !subject.isEmpty && has(subject[subject.count - 1])
        case .leftCgroup: watchesCgroup
        case .bind, .listen, .escape, .sessionOpened: false
        }
    }

    private mutating func add(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: endings.0 |= bit
        case 1: endings.1 |= bit
        case 2: endings.2 |= bit
        default: endings.3 |= bit
        }
    }

    private func has(_ byte: UInt8) -> Bool {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: return endings.0 & bit != 0
        case 1: return endings.1 & bit != 0
        case 2: return endings.2 & bit != 0
        default: return endings.3 & bit != 0
        }
    }
}
