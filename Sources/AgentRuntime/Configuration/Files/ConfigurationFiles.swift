internal import BehaviourModel
internal import ConfigurationReading
internal import LinuxKernel

/// Reads files of configuration: regular ones, bounded, in the order of their names.
enum ConfigurationFiles {
    /// Files of one folder.
    static let folderLimit = 256

    /// A file's bytes; nil after a problem. Links are followed: configuration is often kept elsewhere.
    static func read(_ path: String, into problems: ProblemList) -> [UInt8]? {
        do throws(SystemCallError) {
            // A FIFO without a writer must not keep us waiting.
            let file = try Directory.working.open(path, .nonBlocking)
            guard try file.status().isRegular else {
                problems.add(file: path, expectation: "a regular file", value: "something else")
                return nil
            }
            // One byte more than allowed: then the parser sees that there is too much.
            return try file.readToEnd(limit: YAMLDocument.sizeLimit + 1)
        } catch {
            problems.add(file: path, expectation: "a file that can be read", value: "\(error)")
            return nil
        }
    }

    /// Paths of the files in a folder that end in `.yaml`, in the order of their bytes; nil when there is no such folder.
    static func yamlFiles(in folder: String, into problems: ProblemList) -> [String]? {
        let entries: [DirectoryEntry]
        do throws(SystemCallError) {
            entries = try Directory(folder).entries()
        } catch {
            if error.isGone { return nil }
            problems.add(file: folder, expectation: "a folder that can be read", value: "\(error)")
            return []
        }
        let names = entries.filter { $0.kind != .directory }.compactMap { String(validating: $0.name, as: UTF8.self) }
            .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard names.count <= folderLimit else {
            problems.add(file: folder, expectation: "at most \(folderLimit) files", value: "\(names.count)")
            return []
        }
        return names.map { folder + "/" + $0 }
    }

    /// Whether something is there; what cannot be asked counts as there, so that reading it says why.
    static func exists(_ path: String) -> Bool {
        do throws(SystemCallError) {
            _ = try Directory.working.status(path, followingLinks: true)
            return true
        } catch {
            return !error.isGone
        }
    }

    /// The folder that a path lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
