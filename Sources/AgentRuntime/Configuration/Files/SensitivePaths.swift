internal import BehaviourModel
internal import ConfigurationReading

/// One line of `sensitive-paths`: a file, or a folder with all below it, whose use is an item.
package struct SensitivePath: Hashable, Sendable {
    package enum Watch: String, Hashable, Sendable, CaseIterable { case read, write, all }

    package var watch: Watch
    /// Inside the container; without a slash at its end.
    package var path: String
    package var isFolder: Bool

    package init(watch: Watch, path: String, isFolder: Bool) {
        self.watch = watch
        self.path = path
        self.isFolder = isFolder
    }
}

/// The list of sensitive paths: class and path, one a line, `#` for comments.
enum SensitivePathList {
    /// architecture: a rule for each path and container; the kernel walks them all.
    static let limit = 256

    static func parse(_ bytes: [UInt8], file: String, into problems: ProblemList) -> [SensitivePath] {
        guard bytes.count <= YAMLDocument.sizeLimit, let text = String(validating: bytes, as: UTF8.self) else {
            problems.add(
                file: file, expectation: "UTF-8 text of at most \(YAMLDocument.sizeLimit / 1_024) KiB",
                value: "other bytes")
            return []
        }
        var paths: [SensitivePath] = []
        var seen: [String: Int] = [:]
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.last == "\r" ? raw.dropLast() : raw
            let words = line.split { $0 == " " || $0 == "\t" }
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let place = YAMLPlace(file: file, line: index + 1, column: 1)
            guard words.count == 2, let watch = SensitivePath.Watch(rawValue: String(first)),
                let path = MapReader.path(String(words[1]))
            else {
                problems.add(
                    at: place, key: "", value: "\"\(line.prefix(80))\"",
                    expectation: "read, write or all, then an absolute path")
                continue
            }
            if let other = seen[path] {
                problems.add(
                    at: place, key: "", value: "\"\(path)\"",
                    expectation: "each path once; it stands in line \(other) already")
                continue
            }
            seen[path] = index + 1
            paths.append(SensitivePath(watch: watch, path: path, isFolder: words[1].hasSuffix("/")))
        }
        if paths.count > limit {
            problems.add(file: file, expectation: "at most \(limit) paths", value: "\(paths.count)")
            return Array(paths.prefix(limit))
        }
        return paths
    }
}
