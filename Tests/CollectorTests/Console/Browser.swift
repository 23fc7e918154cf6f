import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOPosix
import TestSupport

/// A headless Chromium, driven over WebDriver (W3C) by chromedriver: both are Debian packages, and no library is needed.
final class Browser {
    static let driver = "/usr/bin/chromedriver"
    static let chromium = "/usr/bin/chromium"
    static var isThere: Bool {
        [driver, chromium].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private let command: Command
    private let folder: TemporaryFolder
    private let base: String

    struct Refused: Error { let words: String }

    init() async throws {
        let folder = try TemporaryFolder()
        let port = try await Self.freePort()
        // Chromium keeps its crash reports and caches below these.
        let homes = ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"].map { ($0, folder.path) }
        command = try Command(
            [Self.driver, "--port=\(port)"], environment: Dictionary(uniqueKeysWithValues: homes))
        let isUp = await eventuallyTrue {
            (try? await Self.call("GET", "http://127.0.0.1:\(port)/status", nil)) != nil
        }
        guard isUp else { throw Refused(words: "chromedriver does not answer") }
        let options: [String: any Sendable] = [
            "binary": Self.chromium,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                "--no-first-run", "--disable-background-networking", "--user-data-dir=\(folder.file("profile"))",
            ],
        ]
        let wanted: [String: any Sendable] = [
            "browserName": "chrome", "acceptInsecureCerts": true, "goog:loggingPrefs": ["browser": "ALL"],
            "goog:chromeOptions": options,
        ]
        let session = try await Self.call(
            "POST", "http://127.0.0.1:\(port)/session", ["capabilities": ["alwaysMatch": wanted]])
        guard let name = (session as? [String: Any])?["sessionId"] as? String else {
            throw Refused(words: "\(session)")
        }
        base = "http://127.0.0.1:\(port)/session/\(name)"
        self.folder = folder
    }

    func end() async {
        _ = try? await Self.call("DELETE", base, nil)
        command.signal(SIGTERM)
        _ = command.wait(seconds: 10)
    }

    func open(_ address: String) async throws { try await send("/url", ["url": address]) }

    /// Runs a function's body in the page, and returns what it returns.
    @discardableResult
    func run(_ script: String, _ arguments: [any Sendable] = []) async throws -> Any {
        try await Self.call("POST", base + "/execute/sync", ["script": script, "args": arguments])
    }

    func text(_ script: String) async throws -> String { try await run(script) as? String ?? "" }
    func number(_ script: String) async throws -> Int { (try await run(script) as? NSNumber)?.intValue ?? -1 }
    func holds(_ script: String) async throws -> Bool { try await run(script) as? Bool ?? false }

    /// Presses keys one after the other; special ones are WebDriver's code points.
    func press(_ keys: String) async throws {
        let actions = keys.unicodeScalars.flatMap { key in
            ["keyDown", "keyUp"].map { ["type": $0, "value": String(key)] }
        }
        let keyboard: [String: any Sendable] = ["type": "key", "id": "keyboard", "actions": actions]
        try await send("/actions", ["actions": [keyboard]])
    }

    static let enter = "\u{E007}"
    static let tab = "\u{E004}"
    static let escape = "\u{E00C}"

    /// The size of the page's window, and whether the system prefers dark.
    func look(width: Int, height: Int, dark: Bool) async throws {
        try await tool(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500])
        let feature = ["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]
        try await tool("Emulation.setEmulatedMedia", ["features": [feature]])
    }

    /// Takes the network away, or gives it back.
    func offline(_ isOff: Bool) async throws {
        try await tool("Network.enable", [:])
        try await tool(
            "Network.emulateNetworkConditions",
            ["offline": isOff, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1])
    }

    /// What the console said since it was last asked: errors, and violations of the policy.
    func complaints() async throws -> [String] {
        let entries = try await Self.call("POST", base + "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
        return entries.map { "\($0["level"] ?? "") \($0["message"] ?? "")" }
    }

    /// Writes a picture of the whole page.
    func picture(_ path: String) async throws {
        let answer = try await tool("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
        guard let text = (answer as? [String: Any])?["data"] as? String, let data = Data(base64Encoded: text) else {
            throw Refused(words: "no picture")
        }
        try data.write(to: URL(fileURLWithPath: path))
    }

    @discardableResult
    private func tool(_ command: String, _ parameters: [String: any Sendable]) async throws -> Any {
        try await Self.call("POST", base + "/goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    private func send(_ path: String, _ body: [String: any Sendable]) async throws {
        _ = try await Self.call("POST", base + path, body)
    }

    private static func call(_ method: String, _ address: String, _ body: [String: any Sendable]?) async throws -> Any {
        var request = HTTPClientRequest(url: address)
        request.method = .init(rawValue: method)
        if let body { request.body = .bytes(ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: body))) }
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await answer.body.collect(upTo: 64 << 20)
        let json = try JSONSerialization.jsonObject(with: Data(bytes.readableBytesView)) as? [String: Any]
        guard answer.status == .ok else { throw Refused(words: "\(address): \(json ?? [:])") }
        return json?["value"] ?? NSNull()
    }

    /// A port that was free a moment ago: what chromedriver says of its own stays in its buffer.
    private static func freePort() async throws -> Int {
        let probe = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = probe.localAddress?.port ?? 0
        try await probe.close()
        return port
    }
}
