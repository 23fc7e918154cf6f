/// The shapes that an item of vocabulary 1 can have.
package enum ItemForm: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case child = 1, user, terminal, session
    case file
    case connect, connectPath, listen, peer, publicPeer, listener
}

/// One possible habit in one context, in 32 bytes: what the tables of a workload are keyed by.
///
/// Texts are numbers of the detector's own table; `Item` is the same in words.
package struct ItemKey: Hashable, Sendable, BitwiseCopyable {
    package var family: Family
    package var context: ContextKind
    package var form: ItemForm
    /// `FileAccess` bit number, `TransportProtocol`, address family, or 1 for a terminal, as the form wants.
    package var detail: UInt8 = 0
    /// 0 stands for `ephemeral`.
    package var port: UInt16 = 0
    /// The acting executable; `.empty` in the context of the container.
    package var executable: TextID = .empty
    package var subject: TextID = .empty
    package var high: UInt64 = 0
    /// Low half of an address, or a user id.
    package var low: UInt64 = 0

    package init(family: Family, context: ContextKind, form: ItemForm) {
        self.family = family
        self.context = context
        self.form = form
    }

    package func hash(seed: UInt64) -> UInt64 {
        let head =
            UInt64(family.rawValue) | UInt64(context.rawValue) << 8 | UInt64(form.rawValue) << 16 | UInt64(detail) << 24
            | UInt64(port) << 32
        let texts = UInt64(executable.rawValue) << 32 | UInt64(subject.rawValue)
        let state = SeededHash.hash(texts, seed: SeededHash.hash(head, seed: seed))
        // Most items have no address and a small number or none.
        if high == 0, low == 0 { return state }
        return SeededHash.hash(low, seed: SeededHash.hash(high, seed: state))
    }

    /// The same act in another context.
    package func moved(to context: ContextKind) -> ItemKey {
        var key = self
        key.context = context
        return key
    }
}
