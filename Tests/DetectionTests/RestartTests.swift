import BehaviourModel
import Detection
import Testing

/// A restart of a service that has been learned is no news, whenever its first container was found.
@Suite struct RestartTests {
    static let nginx = QuietServiceTests.nginx

    /// What every start of the service does.
    private func begin(_ stage: inout Stage, _ key: UInt32, at minute: Double) {
        let episode = stage.freshEpisode()
        stage.firstProgram(key, Self.nginx, at: minute, episode: episode)
        stage.alive(Self.nginx, in: key, at: minute)
        stage.read(key, Self.nginx, "/etc/passwd", at: minute + 0.2, episode: episode)
        stage.listen(key, Self.nginx, port: 80, at: minute + 0.3, episode: episode)
    }

    /// Restarts the service at a minute, found so many minutes after the runtime made it; its program begins then.
    private func restart(_ stage: inout Stage, _ key: UInt32, at minute: Double, foundAfter delay: Double) {
        stage.end(key - 1, at: minute)
        stage.start(key, at: minute + 1 + delay, started: minute + 1)
        begin(&stage, key, at: minute + 1 + delay + 0.01)
        stage.advance(to: minute + 60)
    }

    @Test func `the first restart of a service that ran before the agent came is silent`() {
        var stage = Stage()
        stage.start(1, at: 0, started: -600, partly: true)
        stage.alive(Self.nginx, in: 1, at: 0)
        stage.advance(to: 2 * 1440)

        restart(&stage, 2, at: 2 * 1440, foundAfter: 0.1)

        #expect(stage.findings.flatMap(\.items).map(\.item) == [])
        // Its files and connections were not seen until now.
        let states = stage.detector.snapshot.first?.families.map(\.learning.state)
        #expect(states == [.known(.provisional), .known(.learning), .known(.learning)])
    }

    @Test func `a shell in the first window after that restart is silent no longer than the start`() {
        var stage = Stage()
        stage.start(1, at: 0, started: -600, partly: true)
        stage.alive(Self.nginx, in: 1, at: 0)
        stage.advance(to: 2 * 1440)
        restart(&stage, 2, at: 2 * 1440, foundAfter: 0.1)

        stage.exec(2, Self.nginx, "/bin/sh@image", at: 2 * 1440 + 65)

        #expect(stage.findings.count == 1)
    }

    @Test(arguments: [(0.1, 0.5), (0.1, 1.5), (1.5, 0.1), (1.5, 5), (5, 1.5)])
    func `a start is a start however late the container is found`(first: Double, second: Double) {
        var stage = Stage()
        stage.start(1, at: first, started: 0)
        begin(&stage, 1, at: first + 0.01)
        stage.advance(to: 2 * 1440)

        restart(&stage, 2, at: 2 * 1440, foundAfter: second)

        #expect(stage.findings.flatMap(\.items).map(\.item) == [])
        #expect(stage.detector.snapshot.first?.starts == 2)
    }

    @Test func `a restart of the agent while it learns loses no start`() throws {
        var stage = Stage()
        stage.start(1, at: 0)
        begin(&stage, 1, at: 0.1)
        stage.advance(to: 300)
        let state = stage.detector.state
        stage.detector = try Detector(
            settings: stage.detector.settings, state: state, isSameBoot: true, keepsContainers: false)
        stage.start(1, at: 302, started: 0, partly: true)
        stage.alive(Self.nginx, in: 1, at: 302)
        stage.advance(to: 2 * 1440)

        restart(&stage, 2, at: 2 * 1440, foundAfter: 0.7)

        #expect(stage.findings.flatMap(\.items).map(\.item) == [])
        #expect(stage.detector.snapshot.first?.starts == 2)
    }
}
