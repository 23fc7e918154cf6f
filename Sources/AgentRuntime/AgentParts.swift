internal import AgentStore
internal import Attribution
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import Response
internal import ResponsePlanning
internal import Sensing
internal import WireProtocol

/// Everything the threads will own, made before any of them starts, so that what is wrong is said at once.
struct AgentParts: ~Copyable {
    let facts: AgentFacts
    let group: UInt32?
    private let store: Handover<AgentStore>
    private let keeper: Handover<FreezeKeeper>
    private let state: Handover<PipelineState>
    private let sensors: Handover<Sensors>
    private let recovered: [ResponseRecord]
    private let notices: [Alert]

    static func make(_ configuration: AgentConfiguration) throws(AgentProblem) -> AgentParts {
        do throws(SystemCallError) {
            return try make(configuration, bootID: KernelClock.bootId())
        } catch {
            throw AgentProblem(.failed, "\(error)")
        }
    }

    /// Undoes what making the parts changed on the host.
    consuming func discard() -> [String] { sensors.take()?.end() ?? [] }

    private static func make(
        _ configuration: AgentConfiguration, bootID: String
    ) throws(SystemCallError) -> AgentParts {
        _ = try Directory.working.make(configuration.runDirectory, mode: 0o755)
        let seed = UInt64.random(in: .min ... .max)
        let name = OwnProcess.hostName
        var store = try openStore(configuration, name)
        let fingerprint = configuration.fingerprint.hexadecimal
        let builder = AlertBuilder(
            agent: name, bootID: bootID, configuration: fingerprint,
            redaction: Redaction(names: configuration.redact.names))

        let host = try HostCgroups.discover()
        let program = OwnProcess.directory + "/yagura-lease"
        let settings = FreezeSettings(
            runDirectory: configuration.runDirectory, leaseProgram: program, homes: host.homes)
        var keeper = try FreezeKeeper(settings, protection: host.protection())
        let recovered = keeper.recover(nowBoot: KernelClock.bootNanoseconds)

        var planner = ResponsePlanner(
            policy: configuration.policy, limits: configuration.responseLimits(host), modes: configuration.modeLadder)
        for lease in keeper.list { planner.adopt(lease) }
        let restored = DetectorRestore.make(store, configuration, seed: seed, bootID: bootID)
        if let unusable = restored.unusable { try keep(unusable, in: &store) }
        let core = PipelineCore(
            view: HostView(settings: configuration.viewSettings(seed: seed)), detector: restored.detector)
        let state = PipelineState(
            core: core, planner: planner, builder: builder, host: LiveHost(),
            configuration: configuration)
        let sensors = try Sensors(configuration.sensorChoice(seed: seed, runDirectory: configuration.runDirectory))

        let opening = StoreOpeningWords.text(store.opening)
        let facts = AgentFacts(
            agent: name, bootID: bootID, epoch: store.epoch.name, timeScale: configuration.time.scale,
            storeDirectory: configuration.store.directory, streamSocket: configuration.sockets.stream,
            stream: configuration.stream, storeOpening: opening, leaseProgram: program,
            hashSeed: seed,
            sensitivePaths: configuration.sensitivePaths, configuration: fingerprint)
        var notices: [Alert] = []
        let offset = KernelClock.wallMinusBoot
        for remark in restored.problems + StoreOpeningWords.problems(store.opening) {
            AgentLog.warning(remark)
            notices.append(
                builder.alert(
                    .health, .medium, id: AlertID.random(), bootNanoseconds: KernelClock.bootNanoseconds,
                    wallOffset: offset, remark: remark))
        }
        return AgentParts(
            facts: facts, group: Accounts.group("yagura"), store: Handover(store), keeper: Handover(keeper),
            state: Handover(state), sensors: Handover(sensors), recovered: recovered, notices: notices)
    }

    private static func openStore(
        _ configuration: AgentConfiguration, _ name: String
    ) throws(SystemCallError) -> AgentStore {
        let options = StoreOptions(
            directory: configuration.store.directory, agent: name, machine: OwnProcess.machineID,
            limit: configuration.store.limit)
        do throws(StoreError) {
            return try AgentStore.openReplacingDamaged(
                options, newEpoch: EpochName.random(), now: KernelClock.wallNanoseconds)
        } catch {
            throw SystemCallError(call: "open store", object: "\(options.directory): \(error)", number: .inputOutput)
        }
    }

    /// Baselines that do not fit are kept before new ones take their place; where that fails nothing is overwritten.
    private static func keep(_ state: StoredState, in store: inout AgentStore) throws(SystemCallError) {
        do throws(StoreError) { try store.save([], states: [state]) } catch {
            throw SystemCallError(call: "keep the old baselines", object: "\(error)", number: .inputOutput)
        }
    }

    /// Starts the threads: first those who are spoken to, last those who speak.
    consuming func start(
        store storing: StoreService, responder: ResponderService, pipeline: PipelineService,
        sensors sensing: SensorService
    ) throws(SystemCallError) -> AgentThreads {
        storing.mailbox.post(.append(notices, held: []))
        for record in recovered { pipeline.mailbox.post(.record(record)) }
        let (store, keeper, state, sensors) = (store, keeper, state, sensors)
        return try AgentThreads(
            store: PollingThread(name: "store") { stop in
                if let store = store.take() { storing.run(store, until: stop) }
            },
            responder: PollingThread(name: "responder", realTimePriority: 9) { stop in
                if let keeper = keeper.take() { responder.run(keeper, until: stop) }
            },
            pipeline: PollingThread(name: "pipeline") { stop in
                if let state = state.take() { pipeline.run(state, until: stop) }
            },
            sensors: PollingThread(name: "sensors", realTimePriority: 10) { stop in
                if let sensors = sensors.take() { sensing.run(sensors, until: stop) }
            })
    }
}

/// The threads, in the order in which they start; they end in the other order.
struct AgentThreads: ~Copyable {
    private let store: PollingThread
    private let responder: PollingThread
    private let pipeline: PollingThread
    private let sensors: PollingThread

    init(
        store: consuming PollingThread, responder: consuming PollingThread, pipeline: consuming PollingThread,
        sensors: consuming PollingThread
    ) {
        if let refusal = sensors.realTimeRefusal {
            AgentLog.warning(
                "the sensors' thread has no real-time priority (\(refusal)): a busy host may lose events sooner")
        }
        self.store = store
        self.responder = responder
        self.pipeline = pipeline
        self.sensors = sensors
    }

    consuming func stop() {
        sensors.stop()
        responder.stop()
        pipeline.stop()
        store.stop()
    }
}
