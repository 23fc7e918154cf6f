import BehaviourModel
import Testing
import WireProtocol

@testable import Collector

/// What the console is shown in tests, and the questions that a page is asked.
enum ConsoleSamples {
    static let markup =
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\u{202E}\u{1B}[31m\u{200B}"

    static var hostile: Alert {
        var alert = OutputSamples.hostile
        let text = markup + String(repeating: "w", count: 4_095 - markup.utf8.count)
        alert.id = "a-hostile"
        alert.incident = markup
        alert.tripwire = text
        alert.techniques = [markup]
        alert.workload = AlertWorkload(scope: markup, name: text, image: text, digest: text)
        alert.container = AlertContainer(id: text, name: text, runtime: text, cgroup: text, pid: 1)
        alert.process = AlertProcess(
            pid: 1, startBootNanoseconds: 1, executable: text, executableOrigin: .image, arguments: [text, "", markup],
            isRedacted: true, uid: 0, lineage: [text, markup])
        alert.items = [
            AlertItem(
                family: markup, context: text, item: "child " + text, millibits: 9_000, support: 1, needed: 3,
                exposedWindows: 9, nearest: text, edit: text)
        ]
        alert.score = OutputSamples.shell.score
        alert.learning = AlertLearning(state: .provisional, isDrifting: true, declaredBy: markup, timeScale: 1_000)
        alert.missing = AlertMissing(events: 12, since: markup)
        alert.remark = text
        alert.sensor = text
        alert.response = AlertResponse(mode: .enforce, plan: markup, lease: text, reason: text)
        alert.unknown["more"] = .string(text)
        return alert
    }

    /// An anomaly with its response, its tripwire in the same incident, a hostile one.
    static var all: [Alert] {
        var shell = OutputSamples.shell
        shell.id = "a-shell"
        for index in shell.items.indices { shell.items[index].edit = "accept \(shell.items[index].item)" }
        var frozen = OutputSamples.frozen
        frozen.id = "a-frozen"
        frozen.about = "a-shell"
        var tripwire = OutputSamples.tripwire
        tripwire.id = "a-tripwire"
        return [shell, frozen, tripwire, hostile]
    }

    /// What agents say of themselves: all well, losing events with a hostile sensor, an hour silent, signed by another key.
    static func heartbeats(now: Int64) throws -> [ReceivedHeartbeat] {
        let hour: Int64 = 3_600_000_000_000
        return try [
            ("node-7", "ok", 0, "", ReceivedHeartbeat.Signature.missing, now),
            ("node-8", "degraded", 1_204, markup + String(repeating: "w", count: 400), .missing, now),
            ("node-9", "ok", 0, "", .missing, now - hour), ("node-10", "ok", 0, "", .wrong, now),
        ].map { name, health, lost, detail, signature, received in
            let body: JSONValue = [
                "agent": .string(name), "health": .string(health), "version": "0.1.0", "events": 48_112_904,
                "lost": .integer(Int64(lost)), "held_back": 3, "containers": 12, "workloads": 4,
                "sensors": [
                    ["name": "audit", "state": .string(lost > 0 ? "degraded" : "working"), "detail": .string(detail)],
                    ["name": "procfs", "state": "working", "detail": ""],
                ],
            ]
            return ReceivedHeartbeat(
                agent: try #require(AgentName(name)), epoch: "0b6c6c7e-6f1c-4a53-a1f8-4a8d3f4a1d20", time: received,
                bootID: "boot", bootNanoseconds: 1, head: ChainHead.start, signature: signature,
                bytes: CanonicalJSON.bytes(body), received: received)
        }
    }

    /// Elements that only markup out of data could have made, and characters that should have been escaped.
    static let strangeElements = """
        const own = (element) => (element.getAttribute("src") ?? "").startsWith("/assets/");
        const names = "script, img, iframe, object, embed, style, base, meta[http-equiv]";
        const strange = [...document.querySelectorAll(names)].filter((element) => !own(element));
        const control = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]/;
        const raw = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          if (control.test(walker.currentNode.data)) raw.push("raw: " + walker.currentNode.data.slice(0, 40));
        }
        return strange.map((element) => element.outerHTML.slice(0, 120)).concat(raw);
        """

    /// Texts whose contrast with what is behind them is below AA (WCAG 2.2, 1.4.3).
    static let poorContrast = """
        const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
        const linear = (value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        const light = (colour) => {
          const [red, green, blue] = numbers(colour).map((value) => linear(value / 255));
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const ground = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const parts = numbers(getComputedStyle(at).backgroundColor);
            if (parts.length === 3 || parts[3] === 1) return getComputedStyle(at).backgroundColor;
          }
          return "rgb(255, 255, 255)";
        };
        const hidden = ".visually-hidden, noscript, dialog:not([open]), .skip, :disabled";
        const poor = new Set();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const text = walker.currentNode.data.trim();
          const element = walker.currentNode.parentElement;
          if (text === "" || !element.checkVisibility() || element.closest(hidden)) continue;
          const pair = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
          const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
          if (ratio < 4.5) poor.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${text.slice(0, 30)}`);
        }
        return [...poor];
        """

    /// In pixels: each part's bar, the sum's, the rarity's.
    static let barWidths =
        "return [...document.querySelectorAll('.ledger-bits .bar-value')].map((bar) => bar.getBoundingClientRect().width)"
}
