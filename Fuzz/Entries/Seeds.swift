import TestSupport

/// Where seeds come from: the files of `Fuzz/Seeds`, and the fixtures and goldens of the tests.
enum Seeds {
    private static let repository = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    /// The files of `Fuzz/Seeds/NAME`, each a seed.
    static func folder(_ name: String) throws -> [[UInt8]] {
        let folder = "\(repository)/Fuzz/Seeds/\(name)"
        return try entries(of: folder).sorted().map { try readBytes("\(folder)/\($0)") }
    }

    static func file(_ path: String) throws -> [UInt8] { try readBytes("\(repository)/\(path)") }

    /// The lines of a file of the repository, without their ends.
    static func lines(of path: String) throws -> [[UInt8]] {
        try file(path).split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    /// Lines that are short enough to be changed in every place.
    static func lines(of path: String, shorterThan limit: Int) throws -> [[UInt8]] {
        try lines(of: path).filter { $0.count < limit }
    }

    static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
