import BehaviourModel
@testable import Collector

/// Lines as outputs meet them: ordinary, rare, of later versions, hostile.
enum OutputSamples {
    static let received: Int64 = 1_795_558_500_000_000_000

    static func line(_ json: JSONValue, agent: String = "node-7", position: Int64 = 7) -> OutboundLine {
        OutboundLine(position: position, agent: agent, received: received, bytes: CanonicalJSON.bytes(json))
    }

    static func alert(_ kind: AlertKind, _ severity: Severity, _ change: (inout Alert) -> Void = { _ in }) -> Alert {
        var alert = Alert(
            id: "a-17", agent: "node-7", kind: kind, severity: severity, unixNanoseconds: received - 2_000_000_000,
            bootNanoseconds: 5_523_000_000_000, bootID: "b", configuration: String(repeating: "c", count: 64))
        alert.epoch = "0b6c6c7e-6f1c-4a53-a1f8-4a8d3f4a1d20"
        alert.sequence = 17
        change(&alert)
        return alert
    }

    static var shell: Alert {
        alert(.anomaly, .high) { alert in
            alert.workload = AlertWorkload(scope: "shop", name: "web", image: "registry.example/shop/web:4.2")
            alert.container = AlertContainer(id: "4f2a", name: "shop-web-2", runtime: "docker", cgroup: "/docker/4f2a")
            alert.incident = "i-2"
            alert.process = AlertProcess(
                pid: 4711, startBootNanoseconds: 1, executable: "/bin/sh", executableOrigin: .image,
                arguments: ["sh", "-c", "id; cat /etc/shadow"], isRedacted: false, uid: 33,
                lineage: ["/usr/sbin/nginx"])
            alert.items = [
                AlertItem(
                    family: "files", context: "/bin/cat@image", item: "read /etc/shadow", millibits: 7901, support: 0,
                    needed: 3, exposedWindows: 1440),
                AlertItem(
                    family: "lineage", context: "/usr/sbin/nginx@image", item: "child /bin/sh@image", millibits: 14299,
                    support: 0, needed: 3, exposedWindows: 10080),
            ]
            alert.score = AlertScore(
                lane: "novelty", statistic: "S", millibits: 22200, calibratedMillibits: 17251, floorMillibits: 13299,
                asHigh: 0, windows: 10080, tokensMilli: 1000, budget: AlertBudget(incidents: 1, period: "7d"))
            alert.response = AlertResponse(mode: .enforce, plan: "freeze", lease: "l-77")
        }
    }

    /// One of many.
    static func plain(_ number: Int) -> Alert {
        alert(.anomaly, .low) { alert in
            alert.id = "a-\(number)"
            alert.remark = "number \(number)"
        }
    }

    static var tripwire: Alert {
        alert(.tripwire, .critical) { alert in
            alert.workload = AlertWorkload(scope: "shop", name: "web")
            alert.tripwire = "upper-exec"
            alert.incident = "i-2"
            alert.isUpdate = true
            alert.process = AlertProcess(
                pid: 4712, startBootNanoseconds: 1, executable: "/tmp/x", executableOrigin: .upper,
                arguments: ["/tmp/x"], isRedacted: false, uid: 33, lineage: [])
        }
    }

    static var frozen: Alert {
        alert(.response, .high) { alert in
            alert.about = "a-16"
            alert.response = AlertResponse(
                mode: .enforce, plan: "freeze", lease: "l-77", outcome: .ended, reason: "the lease expired")
        }
    }

    /// Markup, mentions, quotes, line ends, terminal escapes, marks of direction, a name that is one letter with 4,000 accents.
    static let hostileText =
        "<!channel> @here *b* `x` &amp; <http://e.vil|ok> \"q\" ] \\ \r\n<34>1 2026 forged\u{1B}[31m\u{9B}2J\u{202E}txt\u{200B}"
        + "a" + String(repeating: "\u{301}", count: 4_000)

    static var hostile: Alert {
        alert(.anomaly, .medium) { alert in
            alert.id = hostileText
            alert.incident = hostileText
            alert.tripwire = hostileText
            alert.workload = AlertWorkload(scope: hostileText, name: hostileText, image: hostileText)
            alert.container = AlertContainer(id: "x", name: hostileText, runtime: "docker", cgroup: "/x")
            alert.process = AlertProcess(
                pid: 1, startBootNanoseconds: 1, executable: hostileText, executableOrigin: .image,
                arguments: [hostileText, ""], isRedacted: false, uid: 0, lineage: [hostileText])
            alert.items = [
                AlertItem(
                    family: hostileText, context: hostileText, item: hostileText, millibits: Int64.max, support: 0,
                    needed: 3, exposedWindows: 1)
            ]
            alert.remark = hostileText
            alert.response = AlertResponse(mode: .enforce, plan: hostileText, lease: hostileText)
        }
    }

    /// Name and line of each; hostile and later ones with a schema and types of their own.
    static var all: [(name: String, line: OutboundLine)] {
        [
            ("anomaly", line(shell.json)), ("tripwire", line(tripwire.json)), ("response", line(frozen.json)),
            (
                "loss",
                line(alert(.loss, .medium) { $0.remark = "1,204 audit records were lost" }.json)
            ),
            (
                "tombstone",
                line([
                    "schema": "yagura.tombstone/1", "epoch": "e", "first": 12, "last": 44,
                    "previous": .string(String(repeating: "0", count: 64)),
                    "hash": .string(String(repeating: "1", count: 64)),
                ])
            ),
            ("later", line(["schema": "yagura.alert/7", "kind": 3, "items": "none", "severity": [], "id": .null])),
        ]
    }
}
