internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import Response
internal import ResponsePlanning
internal import Sensing

/// What each part is told of the configuration.
extension AgentConfiguration {
    func detectorSettings(seed: UInt64) -> DetectorSettings {
        var settings = DetectorSettings(seed: seed)
        settings.timeScale = time.scale
        settings.support = learning.support
        settings.minimumWindows = learning.minimumWindows
        settings.minimumWatchedHours = max(1, milliseconds(learning.minimumWatched) / 3_600_000)
        settings.wantsCalendar = learning.wantsCalendar
        settings.budget = incidentBudget(budget)
        settings.budgets = workloads.budgets.mapValues(incidentBudget)
        settings.tripwires = tripwires
        return settings
    }

    func viewSettings(seed: UInt64) -> HostView.Settings {
        let scale = UInt64(clamping: max(1, time.scale))
        return HostView.Settings(
            episodeAgeNanoseconds: 600_000_000_000 / scale, dayNanoseconds: 86_400_000_000_000 / scale, hashSeed: seed)
    }

    /// Sections whose change needs a restart: the parts were made with them.
    func needsRestart(from old: AgentConfiguration) -> [String] {
        let sections: [(String, Bool)] = [
            ("sensors", host.sensors == old.host.sensors), ("time", time == old.time),
            ("learning", learning == old.learning), ("budget", budget == old.budget),
            ("budgets of single workloads", workloads.budgets == old.workloads.budgets),
            ("runtimes", runtimes == old.runtimes), ("audit", audit == old.audit), ("store", store == old.store),
            ("sockets", sockets == old.sockets), ("stream", stream == old.stream),
            ("tripwires", tripwires == old.tripwires),
            ("sensitive-paths", sensitivePaths == old.sensitivePaths),
        ]
        return sections.filter { !$0.1 }.map(\.0)
    }

    var modeLadder: ModeLadder {
        ModeLadder(host: host.mode, workloads: workloads.exceptions.compactMapValues(\.mode))
    }

    func responseLimits(_ host: HostCgroups) -> ResponseLimits {
        var limits = responseLimits(cgroups: host.protection(prefixes: Self.systemSlices(host)))
        limits.protect(response.protected)
        return limits
    }

    func responseLimits(cgroups: CgroupProtection) -> ResponseLimits {
        ResponseLimits(
            leaseNanoseconds: nanoseconds(response.lease), maximumContainers: response.maximumContainers,
            periodNanoseconds: nanoseconds(response.per), cgroups: cgroups)
    }

    func sensorChoice(seed: UInt64, runDirectory: String) -> SensorChoice {
        let roots = RuntimeRoots(
            runc: runtimes.runc, docker: runtimes.docker.map { .init(root: $0.root, execRoot: $0.execRoot) },
            containerd: runtimes.containerd, crun: runtimes.crun, storage: runtimes.storage)
        var audit = AuditSensor.Options()
        audit.backlog = self.audit.backlog
        audit.besideAuditd =
            switch self.audit.besideAuditd {
            case .minimal: .rules
            case .full: .rulesAndWatches
            case .off: .nothing
            }
        audit.governor = AuditGovernor(rate: self.audit.besideAuditdRate)
        audit.stateFolder = runDirectory
        audit.sensitivePaths =
            SensitivePaths.parse(
                sensitivePaths.map { "\($0.watch.rawValue) \($0.path)\($0.isFolder ? "/" : "")" }.joined(
                    separator: "\n")
            ).paths
        return SensorChoice(
            roots: roots, usesAudit: host.sensors.map { $0.contains(.audit) } ?? true, audit: audit, seed: seed)
    }

    /// Where sockets, marks and saved settings lie: beside the control socket.
    var runDirectory: String {
        sockets.control.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    }

    private func incidentBudget(_ budget: BudgetSection) -> IncidentBudget {
        IncidentBudget(incidents: budget.incidents, periodMilliseconds: milliseconds(budget.period))
    }

    private func milliseconds(_ duration: Duration) -> Int64 { Int64(clamping: nanoseconds(duration) / 1_000_000) }

    private func nanoseconds(_ duration: Duration) -> UInt64 {
        UInt64(clamping: max(0, DurationText.nanoseconds(in: duration)))
    }

    /// The host's own slices: nothing in them is a container's unless a runtime made a scope for it.
    private static func systemSlices(_ host: HostCgroups) -> [String] {
        host.hierarchies.flatMap { [$0.mountPoint + "/init.scope", $0.mountPoint + "/user.slice"] }
    }
}

extension AgentConfiguration {
    /// The configuration in force as one line of canonical JSON.
    package var effectiveJSON: String { CanonicalJSON.string(effective) + "\n" }
}
