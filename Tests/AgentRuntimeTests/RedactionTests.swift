import Testing

@testable import AgentRuntime

@Suite struct RedactionTests {
    @Test(arguments: [
        (["curl", "--token=abc", "x"], ["curl", "--token=[redacted]", "x"]),
        (["mysql", "--password", "s3cret", "db"], ["mysql", "--password", "[redacted]", "db"]),
        (["mysql", "--password", "-u", "root"], ["mysql", "--password", "-u", "root"]),
        (["wget", "https://bob:pw@example.org/a"], ["wget", "https://bob:[redacted]@example.org/a"]),
        (
            ["sh", "-c", "AWS_SECRET_ACCESS_KEY=k aws s3 ls"],
            ["sh", "-c", "AWS_SECRET_ACCESS_KEY=[redacted] aws s3 ls"]
        ),
        (["curl", "-H", "Authorization:Basic"], ["curl", "-H", "Authorization:[redacted]"]),
        (["ls", "/etc/passwd"], ["ls", "/etc/passwd"]),
        (["token="], ["token="]),
        ([], []),
    ])
    func `takes values of secret names out, and nothing else`(arguments: [String], expected: [String]) {
        let result = Redaction().apply(arguments)

        #expect(result.arguments == expected)
        #expect(result.isRedacted == (arguments != expected))
    }

    @Test func `takes the operator's own names`() {
        let result = Redaction(names: ["pin"]).apply(["unlock", "--PIN=1234"])

        #expect(result.arguments == ["unlock", "--PIN=[redacted]"])
    }
}
