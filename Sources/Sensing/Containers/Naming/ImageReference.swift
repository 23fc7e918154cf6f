/// The parts of an image reference such as `registry:5000/team/web:1.2@sha256:…`.
enum ImageReference {
    /// Without tag and digest; nil for a bare id, which names no repository.
    static func repository(_ reference: String) -> String? {
        var name = Substring(reference)
        if let at = name.firstIndex(of: "@") { name = name[..<at] }
        if name.hasPrefix("sha256:") { return nil }
        // A colon behind the last slash begins the tag; one before it a registry's port.
        let last = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        if let colon = name[last...].firstIndex(of: ":") { name = name[..<colon] }
        // An untagged image by its id: 64 hexadecimal digits.
        if name.isEmpty || (name.utf8.count == 64 && name.allSatisfy(\.isHexDigit)) { return nil }
        return String(name)
    }

    /// `sha256:…` of a reference by digest, or of an image id of that form.
    static func digest(_ reference: String) -> String? {
        if reference.hasPrefix("sha256:") { return reference }
        guard let at = reference.firstIndex(of: "@") else { return nil }
        let digest = reference[reference.index(after: at)...]
        return digest.hasPrefix("sha256:") ? String(digest) : nil
    }
}
