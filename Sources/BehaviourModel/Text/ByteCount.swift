/// An amount of memory or storage.
package struct ByteCount: Hashable, Comparable, Sendable {
    package var bytes: Int64

    package init(bytes: Int64) {
        self.bytes = bytes
    }

    package static func < (left: ByteCount, right: ByteCount) -> Bool {
        left.bytes < right.bytes
    }
}

/// Sizes as people and configuration write them, in powers of 1,024 only: `512B`, `64KiB`, `256MiB`, `2GiB`.
package enum ByteSizeText {
    package static func parse(_ text: String) throws(TextValueError) -> ByteCount {
        guard let bytes = QuantityText.parse(text, units: units) else {
            throw TextValueError(text: text, expectation: "a size such as 512B, 64KiB, 256MiB or 2GiB")
        }
        return ByteCount(bytes: bytes)
    }

    /// The shortest text that `parse` reads back as the same size.
    package static func format(_ size: ByteCount) -> String {
        QuantityText.format(size.bytes, units: units)
    }

    private static let units: [(name: String, worth: Int64)] = [
        ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
    ]
}
