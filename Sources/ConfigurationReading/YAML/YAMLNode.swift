/// Where something stands in a file; lines and columns count from 1.
package struct YAMLPlace: Hashable, Sendable {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// A value of a plain YAML document, with its place.
package struct YAMLNode: Sendable {
    package let place: YAMLPlace
    package var content: Content

    package enum Content: Sendable {
        /// Nothing, `~` or `null`.
        case nothing
        /// `isQuoted` makes text of what looks like a number or a word.
        case scalar(String, isQuoted: Bool)
        case list([YAMLNode])
        case map([Entry])
    }

    package struct Entry: Sendable {
        package let key: String
        package let place: YAMLPlace
        package var value: YAMLNode
    }

    /// What it is, for messages: a scalar's own text, else its kind.
    package var inWords: String {
        switch content {
        case .nothing: "nothing"
        case .scalar(let text, _): "\"\(text.count > 80 ? text.prefix(80) + "…" : text)\""
        case .list: "a list"
        case .map: "keys and values"
        }
    }
}

extension YAMLNode {
    /// The value that a way of keys leads to; nil where one of them is missing.
    package subscript(_ keys: String...) -> YAMLNode? {
        var node = self
        for key in keys {
            guard case .map(let entries) = node.content, let entry = entries.first(where: { $0.key == key }) else {
                return nil
            }
            node = entry.value
        }
        return node
    }

    /// This document with another laid over it: maps are joined key by key, everything else is replaced.
    package func merged(with later: YAMLNode) -> YAMLNode {
        guard case .map(var entries) = content, case .map(let others) = later.content else {
            if case .nothing = later.content { return self }
            return later
        }
        for other in others {
            if let index = entries.firstIndex(where: { $0.key == other.key }) {
                let value = entries[index].value.merged(with: other.value)
                entries[index] = Entry(key: other.key, place: other.place, value: value)
            } else {
                entries.append(other)
            }
        }
        return YAMLNode(place: later.place, content: .map(entries))
    }
}
