/// Somebody who may read: by a session, or by a token of a script.
package struct Person: Hashable, Sendable {
    package enum Way: Hashable, Sendable {
        /// With the token that every write must repeat.
        case session(csrf: String)
        case token
    }

    package let name: String
    package let way: Way

    package init(name: String, way: Way) {
        self.name = name
        self.way = way
    }
}
