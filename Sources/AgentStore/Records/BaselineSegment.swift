package import BehaviourModel

/// Names one immutable part of a baseline: what one agent saw of one workload on one day.
package struct SegmentKey: Hashable, Sendable {
    /// The agent that saw it, and the epoch of its database.
    package var source: String
    package var epoch: String
    package var workload: WorkloadIdentity
    /// Image digest, or reference where the runtime names none.
    package var version: String
    /// Days since 1970, UTC.
    package var day: Int64

    package init(source: String, epoch: String, workload: WorkloadIdentity, version: String, day: Int64) {
        self.source = source
        self.epoch = epoch
        self.workload = workload
        self.version = version
        self.day = day
    }
}

/// A segment's bytes, which the store does not read.
package struct StoredSegment: Hashable, Sendable {
    package var key: SegmentKey
    /// The version of the encoding.
    package var format: Int64
    package var body: [UInt8]

    package init(key: SegmentKey, format: Int64, body: [UInt8]) {
        self.key = key
        self.format = format
        self.body = body
    }
}

/// Something else that must be saved together with segments: buckets, open incidents, the novelty log.
package struct StoredState: Hashable, Sendable {
    package var name: String
    package var format: Int64
    package var body: [UInt8]

    package init(name: String, format: Int64, body: [UInt8]) {
        self.name = name
        self.format = format
        self.body = body
    }
}
