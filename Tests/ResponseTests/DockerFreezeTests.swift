import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Response

private let needs = Requirement.docker ?? kernelNeeds

/// docker meets a container that we froze, one engine for all of it.
@Suite(.serialized, .enabled(if: needs == nil, "\(needs ?? "")"))
struct DockerFreezeTests {
    private let run: ScratchFolder

    init() throws { run = try ScratchFolder() }

    @Test func `pause, unpause, exec, stop and remove of a frozen container`() throws {
        let engine = try DockerEngine()
        defer { engine.stop() }
        for kind in FreezerKind.allCases {
            try pauseAndUnpause(engine, kind)
            try exec(engine, kind)
            try stop(engine, kind)
            try remove(engine, kind)
        }
    }

    private func start(_ engine: DockerEngine, _ name: String, _ kind: FreezerKind) throws -> (String, ResponsePlan)? {
        let id = try engine.run(name: "\(name)-\(kind.rawValue)")
        let pid = try engine.must(["inspect", "--format", "{{.State.Pid}}", id]).filter { $0.isNumber }
        guard let number = pid_t(pid), let target = try describe(id, number, kind) else { return nil }
        return (id, makePlan(target, seconds: 60))
    }

    private func pauseAndUnpause(_ engine: DockerEngine, _ kind: FreezerKind) throws {
        guard let (id, plan) = try start(engine, "pause", kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        #expect(try engine.docker(["unpause", id]).status == 1)  // docker has paused nothing
        let pause = try engine.docker(["pause", id])
        if isUnseen(kind) {
            #expect(pause.status == 0, "\(pause.errors)")
            #expect(keeper.reconcile(nowBoot: KernelClock.bootNanoseconds).isEmpty)
            #expect(keeper.thaw(id, reason: .thawed)?.event == .ended(.thawed))
            #expect(try engine.docker(["unpause", id]).status == 0)
        } else {
            #expect(pause.status == 1)
            #expect(keeper.reconcile(nowBoot: KernelClock.bootNanoseconds).isEmpty)
            #expect(keeper.thaw(id, reason: .thawed)?.event == .ended(.thawed))
        }
        // What docker paused is docker's.
        try engine.must(["pause", id])
        let record = keeper.apply(plan)
        #expect(record.event == (isUnseen(kind) ? .applied : .failed(.frozenByOthers)))
        _ = keeper.stop()
        #expect(try engine.must(["inspect", "--format", "{{.State.Paused}}", id]).hasPrefix("true"))
        try engine.must(["unpause", id])
    }

    private func exec(_ engine: DockerEngine, _ kind: FreezerKind) throws {
        guard let (id, plan) = try start(engine, "exec", kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        let exec = try engine.begin(["exec", id, "/bin/true"])
        if isUnseen(kind) {
            #expect(exec.wait(seconds: 1) == nil)
            _ = keeper.thaw(id, reason: .thawed)
            #expect(exec.wait(seconds: 20) == 0)
        } else {
            let status = exec.wait(seconds: 20)
            #expect(status != nil && status != 0)
        }
        _ = keeper.stop()
    }

    /// SIGTERM waits for the thaw; the SIGKILL after docker's time limit does not have to.
    private func stop(_ engine: DockerEngine, _ kind: FreezerKind) throws {
        guard let (id, plan) = try start(engine, "stop", kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        let stop = try engine.docker(["stop", "--time", "1", id], seconds: 40)
        #expect(stop.status == 0, "\(stop.errors)")
        #expect(keeper.reconcile(nowBoot: KernelClock.bootNanoseconds).map(\.event) == [.ended(.gone)])
        #expect(leaseFiles(run).isEmpty)
        _ = keeper.stop()
    }

    private func remove(_ engine: DockerEngine, _ kind: FreezerKind) throws {
        guard let (id, plan) = try start(engine, "remove", kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        let removal = try engine.docker(["rm", "--force", id], seconds: 40)
        #expect(removal.status == 0, "\(removal.errors)")
        #expect(keeper.reconcile(nowBoot: KernelClock.bootNanoseconds).map(\.event) == [.ended(.gone)])
        _ = keeper.stop()
    }
}

extension DockerEngine {
    fileprivate func begin(_ arguments: [String]) throws -> Command {
        let client = fileExists("/usr/bin/docker") ? "/usr/bin/docker" : "docker"
        return try Command(
            [client, "-H", "unix://\(scratch.path)/d.sock"] + arguments, environment: ["DOCKER_CONFIG": scratch.path])
    }
}
