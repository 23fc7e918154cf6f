/// One possible habit in words: where it belongs, and the act. The canonical form that baselines, alerts and edits carry.
package struct Item: Hashable, Sendable, Comparable {
    package var family: Family
    package var context: ContextKind
    /// `path@origin` of the acting executable, as bytes decode; empty in the context of the container.
    package var executable: [UInt8]
    package var act: ItemAct

    package init(family: Family, context: ContextKind, executable: [UInt8], act: ItemAct) {
        self.family = family
        self.context = context
        self.executable = executable
        self.act = act
    }

    /// The context as alerts show it: the executable, or `container`, `startup`, `run`, `session`.
    package var contextText: String {
        context == .executable ? ItemText.token(executable) : context.name
    }

    /// The line of vocabulary 1.
    package var text: String {
        guard context.hasOwnOpportunities else { return act.text }
        return "by \(ItemText.token(executable)) \(act.text)"
    }

    /// The reference that accepts or rejects this item: family, context and text, one after the other.
    package var reference: String { "\(family.name) \(contextText) \(text)" }

    package static func < (left: Item, right: Item) -> Bool {
        if left.family != right.family { return left.family < right.family }
        let contexts = (left.contextText, right.contextText)
        return contexts.0 == contexts.1 ? left.text < right.text : contexts.0 < contexts.1
    }
}

extension Item {
    /// Reads the three parts an alert shows; nil when they are no item of vocabulary 1.
    package init?(family: Family, contextText: String, text: String) {
        var tokens = text.split(separator: " ", omittingEmptySubsequences: false)
        context = .executable
        executable = []
        if let named = ContextKind.allCases.first(where: { $0 != .executable && $0.name == contextText }) {
            context = named
            if named.hasOwnOpportunities {
                guard tokens.count > 2, tokens[0] == "by", let actor = ItemText.bytes(tokens[1]) else { return nil }
                executable = actor
                tokens.removeFirst(2)
            }
        } else {
            guard let actor = ItemText.bytes(contextText[...]) else { return nil }
            executable = actor
        }
        guard let act = ItemAct(tokens: tokens), act.family == family else { return nil }
        self.family = family
        self.act = act
    }

    /// Reads `reference`.
    package init?(reference: String) {
        let parts = reference.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let family = Family(name: String(parts[0])) else { return nil }
        self.init(family: family, contextText: String(parts[1]), text: String(parts[2]))
    }
}

/// Tokens of the grammar: printable, without a space.
enum ItemText {
    static func token(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in EscapedText.string(bytes).utf8 {
            if byte == UInt8(ascii: " ") { output.append(contentsOf: "\\x20".utf8) } else { output.append(byte) }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes behind a token; nil for an empty one and for one that is not in canonical form.
    static func bytes(_ token: Substring) -> [UInt8]? {
        guard !token.isEmpty, let bytes = EscapedText.decode(String(token)), Self.token(bytes) == token else {
            return nil
        }
        return bytes
    }
}
