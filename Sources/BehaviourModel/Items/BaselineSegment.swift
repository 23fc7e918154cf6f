/// Who counted, and when: a segment is made once and never changes.
package struct SegmentIdentity: Hashable, Sendable, Comparable {
    package var agent: String
    package var epoch: String
    /// Days since 1970, in the detector's time.
    package var day: Int64
    package var workload: WorkloadIdentity

    package init(agent: String, epoch: String, day: Int64, workload: WorkloadIdentity) {
        self.agent = agent
        self.epoch = epoch
        self.day = day
        self.workload = workload
    }

    package static func < (left: SegmentIdentity, right: SegmentIdentity) -> Bool {
        (left.agent, left.epoch, left.day, left.workload) < (right.agent, right.epoch, right.day, right.workload)
    }
}

/// One episode that an item was seen in.
package struct SegmentEvidence: Hashable, Sendable, Comparable {
    package var episode: UInt64
    /// Fingerprint of the container's id: the same on every host.
    package var container: UInt64
    /// Hours since 1970.
    package var hour: Int64

    package init(episode: UInt64, container: UInt64, hour: Int64) {
        self.episode = episode
        self.container = container
        self.hour = hour
    }

    package static func < (left: SegmentEvidence, right: SegmentEvidence) -> Bool {
        (left.hour, left.container, left.episode) < (right.hour, right.container, right.episode)
    }
}

/// What one day showed of one item.
package struct SegmentItem: Hashable, Sendable {
    package var item: Item
    /// Distinct minutes in which it was seen.
    package var windows: UInt64
    /// The first window's minute since 1970, if the item was first seen on this day; else nil.
    package var firstMinute: Int64?
    /// Bit h: seen in hour h of the day.
    package var hours: UInt32
    /// The episodes that counted for support.
    package var evidence: [SegmentEvidence]

    package init(item: Item, windows: UInt64, firstMinute: Int64?, hours: UInt32, evidence: [SegmentEvidence]) {
        self.item = item
        self.windows = windows
        self.firstMinute = firstMinute
        self.hours = hours
        self.evidence = evidence
    }
}

/// N of one context by hour of the day: an executable while it was alive; minutes, starts, runs and sessions of all.
package struct SegmentExposure: Hashable, Sendable {
    package enum Count: String, Sendable, CaseIterable { case executable, minutes, starts, runs, sessions }

    package var count: Count
    /// `path@origin`; empty for all but executables.
    package var executable: [UInt8]
    /// 24 counts.
    package var hours: [UInt64]

    package init(count: Count, executable: [UInt8] = [], hours: [UInt64]) {
        self.count = count
        self.executable = executable
        self.hours = hours
    }
}

/// The exact counts of one day, one source, one workload. What follows from them (known, k, rho) is never stored.
package struct BaselineSegment: Hashable, Sendable {
    package static let schema = "yagura.segment/1"

    package var identity: SegmentIdentity
    package var vocabulary: Int
    package var items: [SegmentItem]
    package var exposures: [SegmentExposure]

    package init(identity: SegmentIdentity, items: [SegmentItem], exposures: [SegmentExposure]) {
        self.identity = identity
        vocabulary = Vocabulary.version
        self.items = items
        self.exposures = exposures
    }

    package var isEmpty: Bool { items.isEmpty && exposures.isEmpty }
}
