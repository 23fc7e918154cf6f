/// One file of the console as it is served.
package struct ConsoleFile: Sendable {
    /// Where it is served: `/`, `/alert`, `/assets/base.css`.
    package let path: String
    package let contentType: String
    package let bytes: [UInt8]

    /// Every file, pages first.
    package static let all: [ConsoleFile] = pages + scripts + styles

    private static let pages: [ConsoleFile] = [
        page("/", PackageResources.index_html), page("/alert", PackageResources.alert_html),
        page("/incident", PackageResources.incident_html), page("/agents", PackageResources.agents_html),
        page("/outputs", PackageResources.outputs_html), page("/sign-in", PackageResources.sign_in_html),
        page("/setup", PackageResources.setup_html),
    ]

    private static let scripts: [ConsoleFile] = [
        script("agents.js", PackageResources.agents_js), script("alert.js", PackageResources.alert_js),
        script("alerts.js", PackageResources.alerts_js), script("api.js", PackageResources.api_js),
        script("bars.js", PackageResources.bars_js), script("dom.js", PackageResources.dom_js),
        script("incident.js", PackageResources.incident_js), script("items.js", PackageResources.items_js),
        script("keys.js", PackageResources.keys_js), script("lines.js", PackageResources.lines_js),
        script("live.js", PackageResources.live_js),
        script("outputs.js", PackageResources.outputs_js), script("record.js", PackageResources.record_js),
        script("row.js", PackageResources.row_js), script("shell.js", PackageResources.shell_js),
        script("sign-in.js", PackageResources.sign_in_js), script("text.js", PackageResources.text_js),
        script("words.js", PackageResources.words_js),
    ]

    private static let styles: [ConsoleFile] = [
        asset("base.css", "text/css; charset=utf-8", PackageResources.base_css),
        asset("parts.css", "text/css; charset=utf-8", PackageResources.parts_css),
        asset("tower.svg", "image/svg+xml", PackageResources.tower_svg),
    ]

    private static func page(_ path: String, _ bytes: [UInt8]) -> ConsoleFile {
        ConsoleFile(path: path, contentType: "text/html; charset=utf-8", bytes: bytes)
    }

    private static func script(_ name: String, _ bytes: [UInt8]) -> ConsoleFile {
        asset(name, "text/javascript; charset=utf-8", bytes)
    }

    private static func asset(_ name: String, _ type: String, _ bytes: [UInt8]) -> ConsoleFile {
        ConsoleFile(path: "/assets/" + name, contentType: type, bytes: bytes)
    }
}
