/// Finds the known key that a misspelt one was probably meant to be.
enum KeySuggestion {
    /// nil when none is near: a third of the letters may differ, at most three.
    static func nearest(to key: String, among known: [String]) -> String? {
        // No key is longer than this; a hostile one must not cost its square.
        guard key.utf8.count <= 40 else { return nil }
        let limit = min(3, max(1, key.utf8.count / 3))
        let distances = known.map { (distance(Array(key.utf8), Array($0.utf8)), $0) }
        guard let best = distances.min(by: { $0.0 < $1.0 }), best.0 <= limit else { return nil }
        return best.1
    }

    /// Letters to change, add or remove (Levenshtein), two rows at a time.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (above, letter) in left.enumerated() {
            var next = [above + 1]
            for (index, other) in right.enumerated() {
                let change = row[index] + (letter == other ? 0 : 1)
                next.append(min(change, row[index + 1] + 1, next[index] + 1))
            }
            row = next
        }
        return row[right.count]
    }
}
