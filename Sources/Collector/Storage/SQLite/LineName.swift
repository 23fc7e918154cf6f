/// The name of a line, and how its column says it.
///
/// An agent names a line after its place, the beginning of the epoch's name and the sequence. Such a name is not written
/// again: the column is empty then, and the index of names stays small.
enum LineName {
    /// Characters of the epoch that a name begins with.
    private static let length = 8

    /// The name that follows from a line's place.
    static func derived(epoch: String, sequence: Int64) -> String {
        "\(beginning(of: epoch))-\(sequence)"
    }

    /// The first eight characters, counted as SQL's `substr` does.
    static func beginning(of epoch: String) -> String {
        epoch.utf8.count <= length ? epoch : String(epoch.unicodeScalars.prefix(length))
    }

    /// What the column holds: nothing without a name, an empty text for the derived one.
    static func column(_ id: String?, epoch: String, sequence: Int64) -> String? {
        guard let id else { return nil }
        return id.utf8.elementsEqual(derived(epoch: epoch, sequence: sequence).utf8) ? "" : id
    }

    static func id(column: String?, epoch: String, sequence: Int64) -> String? {
        column == "" ? derived(epoch: epoch, sequence: sequence) : column
    }

    /// The place that a name may have been derived from.
    static func place(of id: String) -> (beginning: String, isWhole: Bool, sequence: Int64)? {
        guard let dash = id.utf8.lastIndex(of: UInt8(ascii: "-")) else { return nil }
        let beginning = String(id[..<dash])
        guard let sequence = Int64(id[id.utf8.index(after: dash)...]), sequence > 0,
            derived(epoch: beginning, sequence: sequence).utf8.elementsEqual(id.utf8)
        else { return nil }
        return (beginning, beginning.unicodeScalars.count < length, sequence)
    }
}
