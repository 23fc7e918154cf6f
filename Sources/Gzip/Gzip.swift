internal import CGzip

/// gzip of whole buffers.
///
/// A module of one file, on purpose: Swift 6.3.1 crashes in an optimised build of several files that calls the safe form of
/// a C function and does not inline it.
package enum Gzip {
    /// Unpacks one member into `room`; the bytes written, or nil where it is damaged, cut short, followed by other bytes,
    /// or larger than the room.
    @inline(never) package static func unpack(_ packed: Span<UInt8>, into room: inout MutableSpan<UInt8>) -> Int? {
        let written = yagura_gzip_unpack(packed, &room)
        return written < 0 ? nil : Int(exactly: written)
    }
}
