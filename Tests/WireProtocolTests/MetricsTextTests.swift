import Testing
import WireProtocol

@Suite struct MetricsTextTests {
    @Test func `a figure has its help, its type and its value`() {
        var metrics = MetricsText()
        metrics.counter("yagura_lines_total", "Lines.", 3)
        metrics.gauge("yagura_pause_seconds", "The pause.", 0.5, ["agent": "a", "epoch": "e"])

        #expect(
            metrics.text == """
                # HELP yagura_lines_total Lines.
                # TYPE yagura_lines_total counter
                yagura_lines_total 3
                # HELP yagura_pause_seconds The pause.
                # TYPE yagura_pause_seconds gauge
                yagura_pause_seconds{agent="a",epoch="e"} 0.5

                """)
    }

    @Test func `a family is announced once for all of its samples`() {
        var metrics = MetricsText()
        metrics.family("yagura_requests_total", "counter", "Requests.")
        metrics.sample("yagura_requests_total", 1, ["code": "200"])
        metrics.sample("yagura_requests_total", 2, ["code": "503"])

        #expect(metrics.text.split(separator: "\n").count { $0.hasPrefix("#") } == 2)
        #expect(metrics.text.hasSuffix("{code=\"200\"} 1\nyagura_requests_total{code=\"503\"} 2\n"))
    }

    @Test(
        arguments: [
            ("a\"} 1\nforged 7", "a\\\"} 1\\nforged 7"), ("c:\\", "c:\\\\"), ("櫓 \u{1b}[31m", "櫓 \u{1b}[31m"), ("", ""),
        ])
    func `a hostile label stays one label of one line`(value: String, written: String) {
        var metrics = MetricsText()
        metrics.sample("n", 1, ["agent": value])

        #expect(metrics.text == "n{agent=\"\(written)\"} 1\n")
    }
}
