import BehaviourModel
import Detection
import Testing

/// What a runtime says of a container may come after its start.
@Suite struct AmendmentTests {
    private func status(_ name: String, _ stage: Stage) throws -> WorkloadStatus {
        try #require(stage.detector.status(of: WorkloadIdentity(scope: "host", name: name)))
    }

    @Test func `a container whose name comes late is learned under it, its start too`() throws {
        var stage = Stage()
        stage.start(1, at: 0, workload: "4f2a")
        stage.firstProgram(1, "/srv/web@image", at: 0.01, episode: 1)
        stage.amend(1, at: 0.02, workload: "web", version: "sha256:1")
        stage.exec(1, "/srv/web@image", "/bin/report@image", at: 0.03, episode: 1)
        stage.advance(to: 26 * 60)

        let web = try status("web", stage)
        #expect(web.starts == 1 && web.windows > 1_500 && web.state == .provisional)
        #expect(web.containers.count == 1 && stage.detector.snapshot.map(\.identity.name) == ["web"])
        #expect(stage.take().isEmpty)
    }

    @Test func `what it showed before is no news after`() throws {
        func bits(_ shows: Bool) throws -> [Int64] {
            var stage = Stage()
            stage.start(1, at: 0, workload: "web")
            stage.advance(to: 26 * 60)
            stage.start(2, at: 26 * 60, workload: "4f2a", started: 26 * 60 - 60)
            if shows { stage.exec(2, "/srv/web@image", "/bin/report@image", at: 26 * 60 + 1.1) }
            stage.amend(2, at: 26 * 60 + 1.2, workload: "web")
            stage.exec(2, "/srv/web@image", "/bin/report@image", at: 26 * 60 + 3)
            return stage.take().flatMap { $0.items.map(\.millibits) }
        }

        // Seen once: on probation, which earns nothing while learning is not complete.
        #expect(try bits(true).isEmpty)
        #expect(try bits(false).contains { $0 > 10_000 })
    }

    @Test func `windows go on where they were, and the version of the image is noted`() throws {
        var stage = Stage()
        stage.start(1, at: 0, workload: "4f2a")
        stage.advance(to: 100)
        stage.amend(1, at: 100, workload: "web", version: "sha256:1")
        stage.advance(to: 400)

        #expect((80...100).contains(try status("4f2a", stage).windows))
        #expect((290...301).contains(try status("web", stage).windows))
    }

    @Test func `one that says what is known changes nothing`() {
        var stage = Stage()
        stage.start(1, at: 0, version: "sha256:1")
        stage.exec(1, "/srv/web@image", "/bin/report@image", at: 0.5)
        stage.advance(to: 1)
        let before = stage.detector.state

        stage.amend(1, at: 1, workload: "web", version: "sha256:1")
        stage.amend(2, at: 1, workload: "other", version: "sha256:2")

        #expect(stage.detector.state == before)
    }
}
