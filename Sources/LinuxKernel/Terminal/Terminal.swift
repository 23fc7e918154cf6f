internal import Glibc

/// What is known of the terminal behind a descriptor number.
package enum Terminal {
    package static func isTerminal(_ number: Int32) -> Bool { isatty(number) == 1 }

    /// Its width; nil when it is no terminal, or has not been told its size.
    package static func columns(of number: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
