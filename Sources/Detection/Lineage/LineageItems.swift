internal import BehaviourModel

/// Who runs what, as whom, and whether at a terminal.
enum LineageItems: FamilyItems {
    static func append(_ event: BehaviourEvent, _ texts: EventTexts, to buffer: inout ItemBuffer) {
        switch event.kind {
        case .exec: appendExec(event, texts, to: &buffer)
        case .sessionOpened:
            var session = ItemKey(family: .lineage, context: .container, form: .session)
            session.low = UInt64(event.uid)
            session.detail = event.hasTerminal ? 1 : 0
            buffer.append(session)
        case .connect, .bind, .listen, .file, .escape, .leftCgroup: break
        }
    }

    private static func appendExec(_ event: BehaviourEvent, _ texts: EventTexts, to buffer: inout ItemBuffer) {
        guard texts.subject != .empty else { return }
        if texts.executable != .empty {
            var child = ItemKey(family: .lineage, context: .executable, form: .child)
            child.executable = texts.executable
            child.subject = texts.subject
            buffer.append(child)
        }
        var user = ItemKey(family: .lineage, context: .executable, form: .user)
        user.executable = texts.subject
        user.low = UInt64(event.uid)
        buffer.append(user)
        guard event.hasTerminal else { return }
        var terminal = ItemKey(family: .lineage, context: .executable, form: .terminal)
        terminal.executable = texts.subject
        buffer.append(terminal)
    }
}
