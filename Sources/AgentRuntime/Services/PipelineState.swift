internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import ResponsePlanning
internal import WireProtocol

/// What the pipeline's thread owns: the pure core, planning, and the look at the host that comes before.
struct PipelineState: ~Copyable {
    var core: PipelineCore
    var planner: ResponsePlanner
    var builder: AlertBuilder
    var host: LiveHost
    var counts = PipelineCounts()
    var wallOffset: Int64 = 0
    var untilBoot: UInt64 = 0
    /// Events and losses by container, for `yagura containers`.
    var lossesByCgroup: [UInt64: UInt64] = [:]
    var recorder: Recorder?
    /// The configuration in force, for captures.
    private(set) var configuration: AgentConfiguration
    /// Alerts that further responses are about.
    var touched = TouchedIncidents()

    init(
        core: PipelineCore, planner: ResponsePlanner, builder: AlertBuilder, host: consuming LiveHost,
        configuration: AgentConfiguration
    ) {
        self.configuration = configuration
        self.core = core
        self.core.modes = planner.modes
        self.planner = planner
        self.builder = builder
        self.host = host
    }

    /// Applies what an operator changed, between two batches; false when its subject is not there.
    mutating func apply(_ mutation: ControlMutation) -> Bool {
        var found: [AttributedFinding] = []
        recorder?.write(mutation)
        return core.apply(mutation, at: core.now, found: &found)
    }

    /// Takes over what may change while the agent runs: modes, policy, limits, redaction.
    mutating func adopt(_ configuration: AgentConfiguration) {
        planner.policy = configuration.policy
        planner.modes = configuration.modeLadder
        core.modes = planner.modes
        var limits = configuration.responseLimits(cgroups: planner.limits.cgroups)
        limits.protect(configuration.response.protected)
        planner.limits = limits
        builder.redaction = Redaction(names: configuration.redact.names)
        builder.configuration = configuration.fingerprint.hexadecimal
        self.configuration = configuration
    }
}

/// What the pipeline counts.
struct PipelineCounts: Sendable {
    var batches: UInt64 = 0
    var observations: UInt64 = 0
    var alerts: UInt64 = 0
    /// Alerts of workloads in mode `observe`: made, not delivered.
    var observedOnly: UInt64 = 0
    /// Losses by source.
    var losses: [LossSource: UInt64] = [:]
    var lossReports: UInt64 = 0
}
