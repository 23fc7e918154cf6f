import BehaviourModel
import Testing

@testable import Detection

@Suite struct ExplanationTests {
    @Test func `a first shell after a quiet week is said in words`() throws {
        var stage = QuietServiceTests.service()
        stage.advance(to: 7 * 1440 + 10)
        stage.exec(1, QuietServiceTests.nginx, "/bin/sh@image", at: 7 * 1440 + 10)

        let lines = Explanation.render(try #require(stage.findings.first))

        #expect(lines.contains("New in host/web:"))
        #expect(
            lines.contains("  lineage: child /bin/sh@image, in /usr/sbin/nginx@image: 14.3 bits"))
        #expect(lines.contains("    seen 0 of 10,089 watched minutes; 0 others of its kind known"))
        #expect(lines.contains("    accept: lineage /usr/sbin/nginx@image child /bin/sh@image"))
        #expect(
            lines.contains {
                $0.hasPrefix("0 of 10,") && $0.contains(" watched windows scored as high: 13.3 bits, floor ")
                    && $0.hasSuffix("of a budget of 1 in 7d.")
            })
        #expect(lines.contains { $0.hasPrefix("Learning is complete: 0.0 new behaviours expected") })
    }

    @Test func `a tripwire says what to do`() {
        var alert = Alert(
            id: "a", agent: "h", kind: .tripwire, severity: .high, unixNanoseconds: 0, bootNanoseconds: 0, bootID: "b",
            configuration: "")
        alert.tripwire = "upper-exec"

        #expect(Explanation.render(alert, runbook: "keep the file").contains("What to do: keep the file"))
        #expect(!Explanation.render(alert).contains { $0.hasPrefix("What to do") })
    }

    @Test(arguments: [
        (Int64(13299), "13.3"), (0, "0.0"), (49, "0.0"), (50, "0.1"), (-1050, "-1.1"), (-10, "0.0"),
        (.min, "-9223372036854775.8"),
    ])
    func `thousandths are read as tenths`(milli: Int64, text: String) {
        #expect(MilliText.tenths(milli) == text)
    }

    @Test(arguments: [
        (Int64(0), "0"), (999, "999"), (1000, "1,000"), (12960, "12,960"), (-1_234_567, "-1,234,567"),
    ])
    func `thousands are parted`(number: Int64, text: String) {
        #expect(MilliText.grouped(number) == text)
    }

    @Test(arguments: [(Int64(1), "1 minute"), (90, "90 minutes"), (1560, "26 hours"), (20160, "14 days")])
    func `a span has the largest unit that fits`(minutes: Int64, text: String) {
        #expect(MilliText.span(minutes: minutes) == text)
    }
}
