import Glibc

/// A file or folder of the test's own that could not be made or read.
package struct FileFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ what: String, _ path: String) {
        description = "\(what) \(path): \(String(cString: strerror(errno)))"
    }
}

package func readBytes(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileFailure("open", path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(file, &chunk, chunk.count)
        guard count >= 0 else { throw FileFailure("read", path) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

package func readText(_ path: String) throws -> String {
    String(decoding: try readBytes(path), as: UTF8.self)
}

package func writeFile(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw FileFailure("open", path) }
    defer { close(file) }
    var done = 0
    while done < bytes.count {
        let count = bytes[done...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw FileFailure("write", path) }
        done += count
    }
}

package func writeFile(_ path: String, _ text: String, mode: mode_t = 0o644) throws {
    try writeFile(path, Array(text.utf8), mode: mode)
}

/// Makes a folder and those above it.
package func makeFolder(_ path: String, mode: mode_t = 0o755) throws {
    var prefix = ""
    for part in path.split(separator: "/") {
        prefix += "/" + part
        if mkdir(prefix, mode) != 0, errno != EEXIST { throw FileFailure("mkdir", prefix) }
    }
}

package func fileExists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

/// Names in a folder; empty when there is none.
package func entries(of path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// Removes a folder with all below it; never follows a link, never leaves its file system (a mount inside stays).
package func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        unlink(path)
        return
    }
    for name in entries(of: path) {
        var below = stat()
        guard lstat("\(path)/\(name)", &below) == 0, below.st_dev == status.st_dev else { continue }
        removeTree("\(path)/\(name)")
    }
    rmdir(path)
}

package func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Asks again until the answer is yes; false when it was not within `seconds`.
package func eventually(within seconds: Double = 5, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = monotonicSeconds() + seconds
    while true {
        if try condition() { return true }
        if monotonicSeconds() >= deadline { return false }
        usleep(1000)  // what is waited for tells nobody when it happens
    }
}
