/// The kernel's `audit_rule_data`, with the texts of the conditions in their order at the end.
extension AuditRule {
    /// The bytes of a request. The prepend mark is not part of a rule: the kernel does not list it.
    func encoded(isFirst: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.fixedSize + 256)
        bytes.append(native: listNumber | (isFirst ? Self.prependMark : 0))
        bytes.append(native: actionNumber)
        bytes.append(native: UInt32(conditions.count))
        for word in systemCalls { bytes.append(native: word) }
        append(to: &bytes) { $0.field.rawValue }
        append(to: &bytes) { $0.value }
        append(to: &bytes) { $0.comparison }
        let texts = conditions.flatMap(\.text)
        bytes.append(native: UInt32(texts.count))
        bytes += texts
        return bytes
    }

    /// Reads a listed rule; nil when the bytes contradict themselves.
    init?(_ payload: Span<UInt8>) {
        guard let flags = payload.uint32(at: 0), let action = payload.uint32(at: 4),
            let count = payload.uint32(at: 8), count <= UInt32(Self.maximumConditions),
            payload.count >= Self.fixedSize
        else { return nil }
        var mask: [UInt32] = []
        for word in 0..<Self.maskWords { mask.append(payload.uint32(at: 12 + 4 * word) ?? 0) }
        var conditions: [Condition] = []
        var textStart = Self.fixedSize
        for index in 0..<Int(count) {
            guard let field = payload.uint32(at: Self.fieldsOffset + 4 * index),
                let value = payload.uint32(at: Self.fieldsOffset + Self.fieldsSize + 4 * index),
                let comparison = payload.uint32(at: Self.fieldsOffset + 2 * Self.fieldsSize + 4 * index)
            else { return nil }
            var text: [UInt8] = []
            if AuditField(rawValue: field).isText {
                guard value <= 4096, textStart + Int(value) <= payload.count else { return nil }
                for offset in textStart..<textStart + Int(value) { text.append(payload[offset]) }
                textStart += Int(value)
            }
            conditions.append(
                .init(field: AuditField(rawValue: field), comparison: comparison, value: value, text: text))
        }
        self.init(
            listNumber: flags & ~Self.prependMark, actionNumber: action, systemCalls: mask, conditions: conditions)
    }

    private func append(to bytes: inout [UInt8], _ word: (Condition) -> UInt32) {
        for condition in conditions { bytes.append(native: word(condition)) }
        for _ in conditions.count..<Self.maximumConditions { bytes.append(native: UInt32(0)) }
    }

    private static let prependMark: UInt32 = 0x10  // AUDIT_FILTER_PREPEND
    private static let fieldsOffset = 12 + 4 * maskWords
    private static let fieldsSize = 4 * maximumConditions
    static let fixedSize = fieldsOffset + 3 * fieldsSize + 4
}
