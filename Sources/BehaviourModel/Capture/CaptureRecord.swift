/// What one line of a capture holds. A capture is a header, a state, then batches and mutations in the order in which
/// the pipeline took them.
package enum CaptureRecord: Sendable {
    case header(CaptureHeader)
    case state(CaptureState)
    case batch(ObservationBatch)
    /// What an operator changed, between two batches.
    case mutation(ControlMutation)
    /// A kind of line of a later version, by its name.
    case unknown(String)
}

/// Everything a replay starts from, so that it needs no host.
package struct CaptureState: Sendable {
    /// Containers and processes, as observations that bring an empty `HostView` to where it was.
    package var host: ObservationBatch
    /// The state of detection, as it writes itself: baselines, novelty log, buckets, incidents, never-lists.
    package var detection: JSONValue
    /// The effective configuration.
    package var configuration: JSONValue
    /// What stands in files beside it: tripwires, policies, sensitive paths. Null in a capture of an earlier agent.
    package var profiles: JSONValue

    package init(
        host: ObservationBatch, detection: JSONValue, configuration: JSONValue, profiles: JSONValue = .null
    ) {
        self.host = host
        self.detection = detection
        self.configuration = configuration
        self.profiles = profiles
    }
}
