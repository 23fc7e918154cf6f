/// The members of a JSON object, kept in canonical order, so that equal objects are equal whatever order they came in.
package struct JSONObject: Sendable, Hashable {
    /// Sorted by `CanonicalOrder`; no key twice.
    package private(set) var members: [Member] = []

    package struct Member: Sendable {
        package let key: String
        package fileprivate(set) var value: JSONValue
    }

    package init() {}

    /// Takes the members in any order; of two with the same key the later one stays.
    package init(_ pairs: [(String, JSONValue)]) {
        for (key, value) in pairs { self[key] = value }
    }

    /// Sorts members that a parser has read. Returns the key that occurs twice instead, if one does.
    static func sorted(_ pairs: [(key: String, value: JSONValue)]) -> Result<JSONObject, DuplicateKey> {
        let ordered = pairs.sorted { CanonicalOrder.compare($0.key, $1.key) < 0 }
        var object = JSONObject()
        object.members.reserveCapacity(ordered.count)
        for (key, value) in ordered {
            if let last = object.members.last, CanonicalOrder.compare(last.key, key) == 0 {
                return .failure(DuplicateKey(key: key))
            }
            object.members.append(Member(key: key, value: value))
        }
        return .success(object)
    }

    struct DuplicateKey: Error {
        let key: String
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var keys: [String] { members.map(\.key) }

    /// The value of `key`; setting nil removes the member.
    package subscript(key: String) -> JSONValue? {
        get {
            let place = place(of: key)
            return place.isPresent ? members[place.index].value : nil
        }
        set {
            let place = place(of: key)
            switch (newValue, place.isPresent) {
            case (let value?, true): members[place.index].value = value
            case (let value?, false): members.insert(Member(key: key, value: value), at: place.index)
            case (nil, true): members.remove(at: place.index)
            case (nil, false): break
            }
        }
    }

    /// This object with every member of `others` whose key it does not have itself.
    package func adding(unknown others: JSONObject) -> JSONObject {
        var result = self
        for member in others.members where result[member.key] == nil { result[member.key] = member.value }
        return result
    }

    /// Where `key` is, or where it would be inserted.
    private func place(of key: String) -> (index: Int, isPresent: Bool) {
        var low = 0
        var high = members.count
        while low < high {
            let middle = low + (high - low) / 2
            let order = CanonicalOrder.compare(members[middle].key, key)
            if order == 0 { return (middle, true) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }
}

extension JSONObject.Member: Hashable {
    package static func == (left: JSONObject.Member, right: JSONObject.Member) -> Bool {
        left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
