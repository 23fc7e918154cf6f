internal import FoundationEssentials

enum RelayClock {
    /// Whole seconds since 1970.
    static var unixSeconds: Int64 { Int64(Date().timeIntervalSince1970) }
}
