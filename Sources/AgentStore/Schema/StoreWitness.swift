internal import Glibc

/// Remembers outside the database how far its history had come, so that a database set back is noticed.
///
/// Written after each commit without a sync: after a loss of power it may be behind the database, never ahead of it.
struct StoreWitness: ~Copyable {
    /// "Of this epoch, so many lines were stored."
    struct Mark: Hashable {
        let epoch: String
        let sequence: Int64
    }

    /// -1 where the file cannot be had: then a rollback is not noticed, and nothing else changes.
    private let descriptor: Int32
    /// What the file said when it was opened.
    let lastSeen: Mark?

    init(path: String) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode_t(0o600))
        lastSeen = descriptor >= 0 ? Self.read(descriptor) : nil
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func note(_ mark: Mark) {
        guard descriptor >= 0 else { return }
        // Fixed width, so that each mark covers the one before it: 20 digits hold any number.
        let digits = String(mark.sequence)
        let text = mark.epoch + " " + String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits + "\n"
        let bytes = Array(text.utf8)
        _ = unsafe pwrite(descriptor, bytes, bytes.count, 0)
    }

    private static func read(_ descriptor: Int32) -> Mark? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let line = bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count == 2, let sequence = Int64(String(decoding: words[1], as: UTF8.self)) else { return nil }
        return Mark(epoch: String(decoding: words[0], as: UTF8.self), sequence: sequence)
    }
}
