/// One word out of a list that may grow: a word that this version does not know is kept and written back.
package enum AlertWord<Known: AlertTerm>: Hashable, Sendable {
    case known(Known)
    /// A word of a later version.
    case other(String)

    package init(text: String) {
        self = Known.allCases.first { $0.text == text }.map { .known($0) } ?? .other(text)
    }

    package var text: String {
        switch self {
        case .known(let term): term.text
        case .other(let text): text
        }
    }

    /// The word, unless it is of a later version.
    package var known: Known? {
        if case .known(let term) = self { term } else { nil }
    }
}

/// Whether the word is there and is the known one.
package func == <Known>(left: AlertWord<Known>?, right: Known) -> Bool { left?.known == right }
package func != <Known>(left: AlertWord<Known>?, right: Known) -> Bool { left?.known != right }

/// The words of this version, with how they are written in an alert.
package protocol AlertTerm: CaseIterable, Hashable, Sendable {
    var text: String { get }
}

extension AlertTerm where Self: RawRepresentable<String> {
    package var text: String { rawValue }
}

extension Severity: AlertTerm {}
extension OperatingMode: AlertTerm {}

extension ExecutableOrigin: AlertTerm {
    package var text: String { name.description }
}

extension ProcessOrigin: AlertTerm {
    package var text: String { name }
}

extension FieldReader {
    mutating func word<Known: AlertTerm>(_ key: String) throws(FieldError) -> AlertWord<Known> {
        AlertWord(text: try string(key))
    }

    mutating func optionalWord<Known: AlertTerm>(_ key: String) throws(FieldError) -> AlertWord<Known>? {
        try optionalString(key).map { AlertWord(text: $0) }
    }
}
