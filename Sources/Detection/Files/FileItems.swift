internal import BehaviourModel

/// Which executable uses which path, and how; one item for each access.
///
/// Paths are literal: sensors report the sensitive ones, which never generalise.
enum FileItems: FamilyItems {
    static func append(_ event: BehaviourEvent, _ texts: EventTexts, to buffer: inout ItemBuffer) {
        guard event.kind == .file, texts.executable != .empty, texts.subject != .empty else { return }
        for bit in UInt8(0)..<8 where event.access.rawValue & (1 << UInt16(bit)) != 0 {
            var key = ItemKey(family: .files, context: .executable, form: .file)
            key.executable = texts.executable
            key.subject = texts.subject
            key.detail = bit
            buffer.append(key)
        }
    }
}
