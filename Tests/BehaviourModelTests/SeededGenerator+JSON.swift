import BehaviourModel
import TestRandom

extension SeededGenerator {
    /// Any value, with objects and arrays down to `depth`.
    mutating func json(depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &self))
        case 3: return .integer(Int64.random(in: -9...9, using: &self))
        case 4:
            return .number(["1.5", "-0.25e-7", "1E+30", "18446744073709551616"].randomElement(using: &self) ?? "1.0")
        case 5: return .string(string())
        case 6: return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in json(depth: depth - 1) })
        default:
            return .object(
                JSONObject((0..<Int.random(in: 0...5, using: &self)).map { _ in (string(), json(depth: depth - 1)) }))
        }
    }
}
