internal import BehaviourModel
internal import LinuxKernel

/// Reads the small JSON files of runtimes: bounded, never through a link below the folder that was configured, never
/// waiting on a FIFO.
enum StateFile {
    /// docker's `state.json` with its seccomp profile is 60 KB; containers.json of a host with 1,000 containers 1 MB.
    static let byteLimit = 4 << 20

    /// The JSON value in `name`, a relative path below `folder`.
    static func read(_ name: String, in folder: borrowing Directory) throws(ContainerProblem) -> JSONValue {
        let bytes: [UInt8]
        var isOther = false
        do throws(SystemCallError) {
            let file = try folder.open(
                name, [.nonBlocking, .noFollow], resolving: [.beneath, .noLinks, .noMagicLinks])
            let isRegular = try file.status().isRegular
            bytes = isRegular ? try file.readToEnd(limit: byteLimit + 1) : []
            if !isRegular { isOther = true }
        } catch {
            throw ContainerProblem(path: "\(folder.path)/\(name)", reason: error.description, isMissing: error.isGone)
        }
        guard !isOther else { throw problem(folder, name, "expected a regular file") }
        do throws(JSONError) {
            return try JSONParser.parse(bytes, limits: .init(bytes: byteLimit))
        } catch {
            throw problem(folder, name, error.description)
        }
    }

    /// The same below a folder given by its path; links in that path are the administrator's and are followed.
    static func read(_ name: String, below path: String) throws(ContainerProblem) -> JSONValue {
        let folder: Directory
        do throws(SystemCallError) {
            folder = try Directory(path)
        } catch {
            throw ContainerProblem(path: path, reason: error.description, isMissing: error.isGone)
        }
        return try read(name, in: folder)
    }

    private static func problem(_ folder: borrowing Directory, _ name: String, _ reason: String) -> ContainerProblem {
        ContainerProblem(path: "\(folder.path)/\(name)", reason: reason)
    }
}
