/// Rows under titles, aligned by their content.
struct Table {
    struct Column {
        var title: String
        var isRight = false
        /// May be cut where the terminal is too narrow for all.
        var isFlexible = false
        /// Columns to take at least: for streams, whose later rows are not known.
        var minimum = 0

        static func text(_ title: String, minimum: Int = 0) -> Column { Column(title: title, minimum: minimum) }
        static func number(_ title: String) -> Column { Column(title: title, isRight: true) }
        static func flexible(_ title: String) -> Column { Column(title: title, isFlexible: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private static let gap = 2
    /// A column that is cut keeps at least this much, however narrow the terminal.
    private static let leastWidth = 8

    init(_ columns: [Column]) {
        self.columns = columns
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Cells beyond the columns are dropped, missing ones empty.
    mutating func add(_ cells: [String]) {
        rows.append(columns.indices.map { $0 < cells.count ? PrintableText.checked(cells[$0]) : "" })
    }

    /// The lines, titles first, no wider than `limit` columns; nil sets no limit.
    func lines(limit: Int?, hasTitles: Bool = true) -> [String] {
        let all = hasTitles ? [columns.map(\.title)] + rows : rows
        let widths = widths(of: all, limit: limit)
        return all.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let text = DisplayWidth.cut(cell, to: widths[index])
                let fill = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)))
                if index > 0 { line += String(repeating: " ", count: Self.gap) }
                line += columns[index].isRight ? fill + text : text + fill
            }
            while line.last == " " { line.removeLast() }
            return limit.map { DisplayWidth.cut(line, to: $0) } ?? line
        }
    }

    private func widths(of rows: [[String]], limit: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(columns[index].minimum) { max($0, DisplayWidth.of($1[index])) }
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * max(0, columns.count - 1) - limit
        while excess > 0 {
            let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.leastWidth }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            // Down to the second widest, so that several share the loss.
            let next = flexible.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let step = min(excess, max(1, widths[widest] - max(next, Self.leastWidth)))
            widths[widest] -= step
            excess -= step
        }
        return widths
    }
}
