/// The workload an alert is about: what its containers have in common.
package struct AlertWorkload: Hashable, Sendable {
    /// Where the name comes from: `host`, a compose project, a Kubernetes namespace.
    package var scope: String
    package var name: String
    /// The image reference, when the runtime tells one.
    package var image: String?
    /// The image digest: the version, when the runtime names one.
    package var digest: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(scope: String, name: String, image: String? = nil, digest: String? = nil) {
        self.scope = scope
        self.name = name
        self.image = image
        self.digest = digest
    }
}

extension AlertWorkload: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        scope = try fields.string("scope")
        name = try fields.string("name")
        image = try fields.optionalString("image")
        digest = try fields.optionalString("digest")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "scope": .string(scope),
            "name": .string(name),
            "image": .optional(image),
            "digest": .optional(digest),
        ]
        return known.adding(unknown: unknown)
    }
}
