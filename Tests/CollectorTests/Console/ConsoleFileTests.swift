import Foundation
import Testing

@testable import CollectorConsole

/// What can be said of the console's files without a browser.
@Suite struct ConsoleFileTests {
    private func text(_ file: ConsoleFile) -> String { String(decoding: file.bytes, as: UTF8.self) }

    private func files(_ type: String) -> [ConsoleFile] { ConsoleFile.all.filter { $0.contentType.hasPrefix(type) } }

    private func references(_ pattern: Regex<(Substring, Substring)>, in text: String) -> [String] {
        text.matches(of: pattern).map { String($0.1) }
    }

    @Test func `every file of the folder is served, once`() throws {
        let web = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/CollectorConsole/Web").standardizedFileURL
        let names = try FileManager.default.contentsOfDirectory(atPath: web.path)
        let served = Set(ConsoleFile.all.map(\.bytes))

        #expect(ConsoleFile.all.count == names.count)
        #expect(Set(ConsoleFile.all.map(\.path)).count == names.count)
        for name in names {
            #expect(served.contains(Array(try Data(contentsOf: web.appending(path: name)))), "\(name)")
        }
    }

    @Test func `pages name files and pages that exist, of this host`() {
        let paths = Set(ConsoleFile.all.map(\.path))

        for page in files("text/html") {
            let found = references(/(?:src|href|action)="([^"]*)"/, in: text(page)).filter { !$0.hasPrefix("#") }
            #expect(!found.isEmpty)
            for reference in found { #expect(paths.contains(reference), "\(page.path): \(reference)") }
        }
        for script in files("text/javascript") {
            for reference in references(/from "\.\/([^"]*)"/, in: text(script)) {
                #expect(paths.contains("/assets/" + reference), "\(script.path): \(reference)")
            }
        }
    }

    @Test func `pages hold no inline script, style or event`() {
        for page in files("text/html") {
            let source = text(page)
            #expect(source.matches(of: /<script(?![^>]*\ssrc=)/).isEmpty, "\(page.path)")
            #expect(source.matches(of: /<style|\sstyle=|\son[a-z]+=|javascript:/).isEmpty, "\(page.path)")
            #expect(source.contains("<html lang=\"en\">"))
        }
    }

    /// The ways from text to markup or code, and the ways to another host.
    @Test(arguments: [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "new Function",
        "createContextualFragment", "setHTML", "srcdoc", "setTimeout(\"", "http://", "https://", "importScripts",
    ])
    func `scripts use nothing that makes markup of text, nor another host`(word: String) {
        for script in files("text/javascript") {
            let source = text(script).replacing("http://www.w3.org/2000/svg", with: "")
            #expect(!source.contains(word), "\(script.path)")
        }
    }

    @Test func `styles load nothing`() {
        for style in files("text/css") {
            #expect(!text(style).contains("url(") && !text(style).contains("@import"), "\(style.path)")
        }
    }

    @Test(arguments: [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
    ])
    func `the policy says it`(directive: String) throws {
        let policy = try #require(ConsolePolicy.headers.first { $0.name == "content-security-policy" })

        #expect(policy.value.components(separatedBy: "; ").contains(directive))
        #expect(!policy.value.contains("unsafe") && !policy.value.contains("*"))
    }
}
