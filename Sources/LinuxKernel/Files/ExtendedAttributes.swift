internal import CLinux

/// Where an extended attribute is kept: an open file or directory, or a path.
///
/// An absent attribute is a value (nil, false), not an error. Values are at most 4,096 bytes here.
extension Descriptor {
    package func attribute(_ name: String) throws(SystemCallError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: attributeLimit)
        var span = bytes.mutableSpan
        let result = unsafe yagura_fgetxattr(number, name, &span)
        guard let count = try presence(result, "fgetxattr", name) else { return nil }
        bytes.removeLast(bytes.count - min(count, bytes.count))
        return bytes
    }

    package func setAttribute(_ name: String, to value: [UInt8]) throws(SystemCallError) {
        try check(unsafe yagura_fsetxattr(number, name, value.span), "fsetxattr", name)
    }

    /// False when there was none.
    @discardableResult
    package func removeAttribute(_ name: String) throws(SystemCallError) -> Bool {
        try presence(unsafe yagura_fremovexattr(number, name), "fremovexattr", name) != nil
    }
}

/// The same by path, for files that are not open.
package enum ExtendedAttribute {
    package static func value(_ name: String, of path: String) throws(SystemCallError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: attributeLimit)
        var span = bytes.mutableSpan
        let result = unsafe yagura_getxattr(path, name, &span)
        guard let count = try presence(result, "getxattr", "\(name) of \(path)") else { return nil }
        bytes.removeLast(bytes.count - min(count, bytes.count))
        return bytes
    }

    package static func set(_ name: String, of path: String, to value: [UInt8]) throws(SystemCallError) {
        try check(unsafe yagura_setxattr(path, name, value.span), "setxattr", "\(name) of \(path)")
    }

    /// False when there was none.
    @discardableResult
    package static func remove(_ name: String, of path: String) throws(SystemCallError) -> Bool {
        try presence(unsafe yagura_removexattr(path, name), "removexattr", "\(name) of \(path)") != nil
    }
}

private let attributeLimit = 4096

private func presence(
    _ result: Int64, _ call: String, _ object: @autoclosure () -> String
) throws(SystemCallError) -> Int? {
    if result == 0 &- Int64(ErrorNumber.noValue.rawValue) { return nil }
    return try check(result, call, object())
}
