import BehaviourModel
import Foundation
import Testing

@testable import Collector

/// The console of a real collector in a real browser. `YAGURA_SCREENSHOTS=DIR` keeps pictures of every page.
@Suite(.serialized, .enabled(if: Browser.isThere, "needs chromium and chromium-driver: scripts/setup test"))
struct ConsoleBrowserTests {
    private static let password = "correct horse battery"
    private static let pages = [
        "/", "/agents", "/outputs", "/alert?id=a-shell", "/alert?id=a-hostile", "/incident?id=i-2&agent=node-7",
    ]

    /// A signed-in browser before a collector with what `store` put in.
    private func signedIn(
        _ body: (Browser, RunningCollector, String) async throws -> Void
    ) async throws {
        let collector = try await RunningCollector(capabilities: { [ConsoleCapability(), OutputCapability($0)] })
        let browser = try await Browser()
        let base = "https://localhost:\(collector.port)"
        let link = try await collector.home.makeLink()
        do {
            try await browser.open(base + "/setup#" + (link.split(separator: "#").last ?? ""))
            try await settle(browser)
            let focus = "return document.hasFocus() && document.activeElement?.name === 'name'"
            #expect(try await eventuallyTrue { try await browser.holds(focus) })
            // By keys alone, from the field that has the focus.
            try await browser.press("mika" + Browser.tab + Self.password + Browser.tab + Self.password + Browser.enter)
            let isIn = try await eventuallyTrue { try await browser.text("return location.pathname") == "/" }
            let words = try await browser.text("return document.body.innerText")
            #expect(isIn, "\(words)")
            try await settle(browser)
            try await body(browser, collector, base)
        } catch {
            await browser.end()
            throw error
        }
        await browser.end()
    }

    /// Until the page has loaded what it shows.
    private func settle(_ browser: Browser) async throws {
        let script = """
            const main = document.getElementById("content");
            return document.readyState === "complete" && main !== null && main.getAttribute("aria-busy") !== "true";
            """
        #expect(try await eventuallyTrue { try await browser.holds(script) })
    }

    private func store(_ alerts: [Alert], in collector: RunningCollector, _ chain: inout SampleChain) async throws {
        _ = try await collector.parts.store.append([chain.batch(alerts)])
        await collector.parts.news.announce()
    }

    @Test(.timeLimit(.minutes(5)))
    func `the first administrator is made by keys alone, and an empty collector says what to do`() async throws {
        try await signedIn { browser, _, base in
            #expect(
                try await browser.text("return document.getElementById('empty').textContent").contains(
                    "yagura test detection"))
            try await browser.press("gh")
            #expect(try await eventuallyTrue { try await browser.text("return location.pathname") == "/agents" })
            try await settle(browser)
            #expect(
                try await browser.text("return document.body.textContent").contains("yagura-collector issue --dir DIR"))
            try await browser.open(base + "/outputs")
            try await settle(browser)
            #expect(try await browser.text("return document.body.textContent").contains("yagura-collector test-output"))
            #expect(try await browser.complaints() == [])

            // The same link again, then the sign-in page with a wrong and the right password.
            try await browser.run("document.querySelector('#account button').click()")
            #expect(try await eventuallyTrue { try await browser.text("return location.pathname") == "/sign-in" })
            try await browser.open(base + "/agents")
            #expect(
                try await eventuallyTrue {
                    try await browser.text("return location.href").hasSuffix("/sign-in?to=%2Fagents")
                })
            try await settle(browser)
            try await browser.press("mika" + Browser.tab + "wrong password" + Browser.enter)
            let problem = "return document.getElementById('problem').textContent"
            #expect(try await eventuallyTrue { try await browser.text(problem) == "Name or password is wrong." })
            try await browser.run("document.forms[0].elements.password.value = ''")
            try await browser.press(Self.password + Browser.enter)
            #expect(try await eventuallyTrue { try await browser.text("return location.pathname") == "/agents" })
        }
    }

    @Test(.timeLimit(.minutes(5))) func `stored markup in every field stays text, and no page complains or overflows`()
        async throws
    {
        try await signedIn { browser, collector, base in
            var chain = SampleChain()
            try await store(ConsoleSamples.all, in: collector, &chain)
            for heartbeat in try ConsoleSamples.heartbeats(now: WallClock.now) {
                _ = try await collector.agent(heartbeat.agent.text)
                _ = try await collector.parts.store.record(heartbeat)
            }
            for path in Self.pages {
                for (width, height) in [(360, 780), (768, 1_024), (1_440, 900)] {
                    for dark in [false, true] {
                        try await browser.look(width: width, height: height, dark: dark)
                        try await browser.open(base + path)
                        try await settle(browser)
                        let place = "\(path) at \(width), \(dark ? "dark" : "light")"
                        #expect(
                            try await browser.number("return document.documentElement.scrollWidth") <= width, "\(place)"
                        )
                        #expect(try await browser.run(ConsoleSamples.strangeElements) as? [String] == [], "\(place)")
                        #expect(try await browser.run(ConsoleSamples.poorContrast) as? [String] == [], "\(place)")
                        #expect(try await browser.text("return document.title").hasSuffix("· Yagura"), "\(place)")
                        #expect(try await browser.complaints() == [], "\(place)")
                        try await keepPicture(browser, path, width, dark)
                    }
                }
            }
            try await browser.open(base + "/alert?id=a-hostile")
            try await settle(browser)
            let shown = try await browser.text("return document.body.textContent")
            #expect(shown.contains("<img src=x onerror=") && shown.contains("\\u{202e}") && shown.contains("\\u{1b}"))
        }
    }

    @Test(.timeLimit(.minutes(5))) func `an alert is explained in words and bars that sum to its score`() async throws {
        try await signedIn { browser, collector, base in
            var chain = SampleChain()
            try await store(ConsoleSamples.all, in: collector, &chain)
            try await browser.open(base + "/alert?id=a-shell")
            try await settle(browser)

            let words = try await browser.text("return document.getElementById('content').textContent")
            for expected in [
                "/usr/sbin/nginx started /bin/sh", "/bin/cat read /etc/shadow", "14.3 bits", "7.9 bits", "22.2 bits",
                "How rare here", "17.3 bits", "floor", "frozen, released", "yagura alerts close a-shell --as expected",
            ] { #expect(words.contains(expected), "\(expected)") }
            let widths = try await browser.run(ConsoleSamples.barWidths) as? [NSNumber] ?? []
            #expect(widths.count == 4)
            // Two parts, then their sum: bars add up as numbers do, to a pixel.
            #expect(abs(widths[0].doubleValue + widths[1].doubleValue - widths[2].doubleValue) < 1.5)

            try await browser.run("document.querySelector('a[href^=\"/incident\"]').click()")
            #expect(try await eventuallyTrue { try await browser.text("return location.pathname") == "/incident" })
            try await settle(browser)
            #expect(try await browser.number("return document.querySelectorAll('.row').length") == 2)
            #expect(try await browser.text("return document.querySelector('h1').textContent") == "Incident in shop/web")
            #expect(
                try await browser.text("return document.querySelector('.row-deed').textContent") == "frozen, released")
            #expect(try await browser.complaints() == [])
        }
    }

    @Test(.timeLimit(.minutes(5))) func `new alerts are told without a jump, keys walk the list, older ones follow`()
        async throws
    {
        try await signedIn { browser, collector, base in
            var chain = SampleChain()
            try await store((1...120).map { OutputSamples.plain($0) }, in: collector, &chain)
            try await browser.look(width: 1_440, height: 700, dark: false)
            try await browser.open(base + "/?agent=node-7")
            try await settle(browser)
            #expect(
                try await eventuallyTrue {
                    try await browser.text("return document.getElementById('live').textContent") == "Live"
                })
            let rows = "return document.querySelectorAll('.row').length"
            #expect(try await browser.number(rows) == 50)

            try await browser.run("scrollTo(0, 400)")
            try await store([OutputSamples.plain(121), OutputSamples.plain(122)], in: collector, &chain)
            let button =
                "return document.getElementById('new').hidden ? '' : document.getElementById('new').textContent"
            #expect(try await eventuallyTrue { try await browser.text(button) == "Show 2 new alerts" })
            #expect(try await browser.number("return scrollY") == 400)
            #expect(try await browser.number(rows) == 50)
            #expect(
                try await browser.text("return document.getElementById('announcer').textContent").contains(
                    "2 new alerts"))
            #expect(try await browser.text("return document.title").hasPrefix("(2) "))

            try await browser.press("n")
            #expect(try await browser.number(rows) == 52)
            let focused = "return [...document.querySelectorAll('.row-link')].indexOf(document.activeElement)"
            #expect(try await browser.number(focused) == 0)
            try await browser.press("jjjk")
            #expect(try await browser.number(focused) == 2)
            try await browser.press("?")
            #expect(try await browser.holds("return document.getElementById('help').open"))
            try await browser.press(Browser.escape)
            #expect(try await !browser.holds("return document.getElementById('help').open"))
            try await browser.run("document.getElementById('older').click()")
            #expect(try await eventuallyTrue { try await browser.number(rows) == 102 })
            #expect(try await browser.number(focused) == 52)
            try await browser.press(Browser.enter)
            #expect(try await eventuallyTrue { try await browser.text("return location.pathname") == "/alert" })
            try await settle(browser)
            try await browser.press("u")
            let place = "return location.pathname + location.search"
            #expect(try await eventuallyTrue { try await browser.text(place) == "/?agent=node-7" })
            #expect(try await browser.complaints() == [])
        }
    }

    @Test(.timeLimit(.minutes(5))) func `what goes wrong is said in words, with what to do, and ends by itself`()
        async throws
    {
        try await signedIn { browser, _, base in
            let shown = "return document.getElementById('content').textContent"
            try await browser.open(base + "/alert?id=nothing")
            try await settle(browser)
            #expect(try await browser.text(shown).contains("The collector does not have this"))
            try await keepPicture(browser, "/alert-missing", 1_440, false)

            try await browser.look(width: 360, height: 780, dark: true)
            try await browser.open(base + "/agents")
            try await settle(browser)
            try await browser.offline(true)
            let look = "document.dispatchEvent(new Event('visibilitychange'))"
            try await browser.run(look)
            #expect(
                try await eventuallyTrue {
                    try await browser.text(shown).contains("The collector does not answer")
                })
            try await keepPicture(browser, "/agents-offline", 360, true)
            try await browser.offline(false)
            try await browser.run(look)
            #expect(
                try await eventuallyTrue {
                    try await !browser.text(shown).contains("The collector does not answer")
                })

            try await browser.open(base + "/sign-in")
            try await settle(browser)
            try await keepPicture(browser, "/sign-in", 360, true)
        }
    }

    private func keepPicture(_ browser: Browser, _ path: String, _ width: Int, _ dark: Bool) async throws {
        guard let folder = ProcessInfo.processInfo.environment["YAGURA_SCREENSHOTS"] else { return }
        let name =
            path == "/"
            ? "alerts"
            : path.dropFirst().split(separator: "&")[0].map { $0.isLetter || $0 == "-" ? String($0) : "_" }.joined()
        try await browser.picture("\(folder)/\(name)-\(width)-\(dark ? "dark" : "light").png")
    }
}
