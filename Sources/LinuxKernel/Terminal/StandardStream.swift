internal import Glibc

/// Standard output and error, written whole: no buffer is shared between threads.
package enum StandardStream {
    package static func output(_ text: String) { write(text, to: 1) }
    package static func error(_ text: String) { write(text, to: 2) }

    private static func write(_ text: String, to number: Int32) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(number, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
            }
            if count < 0 && errno == EINTR { continue }
            // Nobody reads: nothing is left to say it to.
            guard count > 0 else { return }
            sent += count
        }
    }
}
