internal import FoundationEssentials

/// Reads small files: configuration, certificates, bundles.
enum RelayFile {
    /// A file's bytes. Links are followed: what is renewed is often kept elsewhere.
    static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        guard let mark = FileMark(path) else {
            throw FileProblem("\(path) cannot be read: no such file, or no permission")
        }
        guard mark.isRegular, mark.size <= limit else {
            throw FileProblem("\(path) is no regular file of at most \(limit) bytes")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw FileProblem("\(path) cannot be read: no permission")
        }
        return Array(bytes.prefix(limit))
    }
}

struct FileProblem: Error {
    let words: String

    init(_ words: String) { self.words = words }
}

/// By what a changed file is known.
struct FileMark: Hashable, Sendable {
    let size: Int
    let isRegular: Bool
    private let inode: UInt64
    private let modified: Date

    /// Of the file itself, behind any link; nil where there is none.
    init?(_ path: String) {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else { return nil }
        size = Self.number(attributes[.size])
        isRegular = attributes[.type] as? FileAttributeType == .typeRegular
        inode = UInt64(clamping: Self.number(attributes[.systemFileNumber]))
        modified = attributes[.modificationDate] as? Date ?? .distantPast
    }

    private static func number(_ value: Any?) -> Int {
        switch value {
        case let number as Int: number
        case let number as UInt64: Int(clamping: number)
        case let number as UInt: Int(clamping: number)
        case let number as Int64: Int(clamping: number)
        default: 0
        }
    }
}
