internal import BehaviourModel
internal import Synchronization

/// The identity in use: read again when its files change, kept when what they hold cannot be used.
final class CertificateWatch: Sendable {
    private struct State {
        var identity: RelayIdentity
        /// Of the files as they were read.
        var marks: [FileMark?]
        var problem: String?
        /// When the approaching end was last spoken of, Unix seconds.
        var warned: Int64 = 0
    }

    private let files: TLSSection
    private let figures: RelayFigures
    private let state: Mutex<State>
    /// Between two looks at the files.
    private static let period: Duration = .seconds(2)
    /// This long before a certificate ends it is spoken of, once a day: 14 days.
    static let warningSeconds: Int64 = 14 * 86_400

    init(_ files: TLSSection, figures: RelayFigures) throws(FileProblem) {
        self.files = files
        self.figures = figures
        let marks = Self.marks(files)
        let identity = try RelayIdentity.read(files)
        state = Mutex(State(identity: identity, marks: marks))
        figures.change { $0.certificateExpires = identity.expires }
        warn()
    }

    var identity: RelayIdentity { state.withLock(\.identity) }

    /// Looks at the files until the end.
    func run(until stop: StopSignal) async {
        while await stop.pause(Self.period) {
            look()
            warn()
        }
    }

    private func look() {
        let marks = Self.marks(files)
        guard state.withLock({ $0.marks }) != marks else { return }
        do throws(FileProblem) {
            let identity = try RelayIdentity.read(files)
            state.withLock {
                $0.marks = marks
                $0.problem = nil
                $0.identity = identity
                $0.warned = 0
            }
            figures.change {
                $0.certificateReloads &+= 1
                $0.certificateExpires = identity.expires
                $0.certificateProblem = nil
            }
            RelayLog.notice("certificate: read again, valid until \(Self.time(identity.expires))")
        } catch {
            // Renewal writes three files, one after the other, and gives them away: tried again until they are whole.
            let isNew = state.withLock { state in
                defer { state.problem = error.words }
                return state.problem != error.words
            }
            guard isNew else { return }
            figures.change {
                $0.certificateReloadFailures &+= 1
                $0.certificateProblem = error.words
            }
            RelayLog.warning("certificate: the old one stays in use: \(error.words)")
        }
    }

    private func warn() {
        let now = RelayClock.unixSeconds
        let expires = state.withLock { state -> Int64? in
            guard state.identity.expires - now < Self.warningSeconds, now - state.warned >= 86_400 else { return nil }
            state.warned = now
            return state.identity.expires
        }
        guard let expires else { return }
        let words = "the certificate \(files.certificate)"
        if expires <= now {
            RelayLog.error("\(words) ended at \(Self.time(expires)): the collector refuses it; issue and enroll anew")
        } else {
            RelayLog.warning(
                "\(words) ends at \(Self.time(expires)), in \((expires - now) / 86_400) days; issue and enroll anew")
        }
    }

    static func time(_ unixSeconds: Int64) -> String {
        let (nanoseconds, overflow) = unixSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? "a far time" : TimeText.format(unixNanoseconds: nanoseconds)
    }

    private static func marks(_ files: TLSSection) -> [FileMark?] {
        [files.authority, files.certificate, files.key].map { FileMark($0) }
    }
}
