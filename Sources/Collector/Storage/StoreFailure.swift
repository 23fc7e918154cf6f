/// Why the store could not do what was asked. Nothing of it has happened then.
package struct StoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The disk, or the limit given to the store, is full.
        case full
        /// Somebody else holds it locked.
        case locked
        /// What is stored is not what this version can read.
        case damaged
        /// It was written by a later version.
        case newer
        /// It was written by an earlier version, and whoever opens it may not bring it forward.
        case older
        case other
    }

    package let kind: Kind
    package let attempt: String
    package let reason: String

    package init(_ kind: Kind, attempt: String, reason: String) {
        self.kind = kind
        self.attempt = attempt
        self.reason = reason
    }

    package var description: String {
        let advice =
            switch kind {
            case .full: "; make room on its disk"
            case .locked: "; is another program writing to it?"
            case .newer: "; use the version that wrote it, or a later one"
            case .older: "; start this version's collector (yagura-collector run), which brings it forward"
            case .damaged, .other: ""
            }
        return "cannot \(attempt): \(reason)\(advice)"
    }
}
