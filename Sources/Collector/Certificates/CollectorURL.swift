/// The address of a collector as a bundle names it: what relays take.
enum CollectorURL {
    /// Whether it is `https://HOST` or `https://HOST:PORT`, without a path.
    static func isValid(_ text: String) -> Bool {
        guard text.hasPrefix("https://") else { return false }
        let place = text.dropFirst("https://".count)
        if HostName.isValid(String(place)) { return true }
        if place.hasPrefix("["), place.hasSuffix("]") { return ListenAddress(place + ":443") != nil }
        guard let address = ListenAddress(String(place)) else { return false }
        return address.port > 0
    }
}
