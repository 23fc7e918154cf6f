extension Directory {
    /// A file's content, at most `limit` bytes; ask for one more than allowed to notice a longer file.
    package func read(_ name: String, limit: Int) throws(SystemCallError) -> [UInt8] {
        try open(name, .nonBlocking).readToEnd(limit: limit)
    }

    /// Fills `buffer` from the start of a file until it is full or the file ends; how many bytes came.
    ///
    /// The buffer is the caller's to use again: nothing is allocated.
    package func read(_ name: String, into buffer: inout [UInt8]) throws(SystemCallError) -> Int {
        let file = try open(name, .nonBlocking)
        var done = 0
        while done < buffer.count {
            var span = buffer.mutableSpan
            var rest = span._mutatingExtracting(done..<span.count)
            guard let count = try file.read(into: &rest), count > 0 else { break }
            done += count
        }
        return done
    }

    /// A short file of text, without the blanks at its end.
    package func text(_ name: String, limit: Int = 4096) throws(SystemCallError) -> String {
        let bytes = try read(name, limit: limit)
        let end = bytes.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
