internal import BehaviourModel

/// Columns for people to read, two spaces apart. Names of strangers are printable and cut.
enum TextTable {
    /// Characters of one cell.
    private static let most = 64

    static func lines(_ head: [String], _ rows: [[String]]) -> [String] {
        let all = [head] + rows.map { $0.map { PlainText.shortened($0, to: most) } }
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// To the second, in UTC.
    static func time(_ nanoseconds: Int64) -> String {
        String(TimeText.format(unixNanoseconds: nanoseconds).prefix(19)) + "Z"
    }
}
