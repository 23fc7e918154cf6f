internal import CGzip
internal import NIOCore

/// Compresses what goes to the collector.
enum GzipBody {
    /// Lines compress to a tenth at this level already; higher ones cost time and gain little.
    private static let level: Int32 = 1

    /// The compressed bytes, or the bytes as they are where compressing fails.
    static func compress(_ lines: ByteBuffer) -> (body: ByteBuffer, isCompressed: Bool) {
        let input = Array(lines.readableBytesView)
        var output = [UInt8](repeating: 0, count: yagura_gzip_bound(input.count))
        var span = output.mutableSpan
        let count = yagura_gzip_pack(input.span, &span, level)
        guard count > 0, count <= output.count else { return (lines, false) }
        return (ByteBuffer(bytes: output[..<Int(count)]), true)
    }
}
