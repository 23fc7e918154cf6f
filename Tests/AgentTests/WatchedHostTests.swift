import AgentStore
import BehaviourModel
import Foundation
import Glibc
import TestSupport
import Testing
import WireProtocol

/// One host, one agent, real containers of runc and docker: from nothing known to an explained alert and a frozen
/// container. Learning takes ninety seconds at scale 1000, so that everything is looked at in one life of the agent.
@Suite(.serialized, .enabled(if: agentNeeds == nil, "\(agentNeeds ?? "")"))
struct WatchedHostTests {
    @Test func `learns, alerts, explains, freezes and thaws real containers of runc and docker`() throws {
        try HostAudit.restored {
            let engine = try DockerEngine()
            defer { engine.stop() }
            let runc = try RuncHost()
            defer { runc.removeAll() }
            let agent = try AgentProgram(
                runc: runc.stateRoot, docker: (engine.root, engine.execRoot), lease: 5)
            try agent.start()
            let scene = try Scene(agent: agent, engine: engine, runc: runc)
            defer { scene.endTraffic() }
            try scene.seesBothRuntimes()
            try scene.opensNoNetworkSocket()
            try scene.attributesShortLives()
            try scene.restartOfAgentRaisesNothing()
            try scene.staysFlatOverManyContainers(seconds: 45)
            try scene.restartsService()
            try scene.restartsService()
            try scene.learns()
            try scene.restartsService()
            let capture = try scene.record()
            try scene.explainsShell()
            try scene.freezesByPolicy(scene.web, thawing: true)
            try scene.recognisesSession()
            try scene.freezesByPolicy(scene.shop, thawing: false)
            try scene.endRecord(capture)
            let live = try agent.alerts.filter { $0.isFinding && $0.sequence > capture.after }
            scene.endTraffic()
            #expect(try agent.stop() == 0)
            try scene.replays(capture, as: live)
            try scene.chainIsWhole()
        }
    }
}
