/// One thing never seen before, or seen too seldom, and what it is worth.
package struct AlertItem: Hashable, Sendable {
    /// `lineage`, `files`, `connections`, `system_calls` or `rates`.
    package var family: String
    /// The executable that did it, as `path@origin`.
    package var context: String
    /// What it did, in the grammar of the vocabulary.
    package var item: String
    /// Thousandths of a bit.
    package var millibits: Int64
    /// Episodes in which it was seen.
    package var support: Int64
    /// Episodes after which it counts as known.
    package var needed: Int64
    /// Windows in which it could have been seen.
    package var exposedWindows: Int64
    /// The known item most like it.
    package var nearest: String?
    /// How the nearest known item differs.
    package var edit: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        family: String, context: String, item: String, millibits: Int64, support: Int64, needed: Int64,
        exposedWindows: Int64, nearest: String? = nil, edit: String? = nil
    ) {
        self.family = family
        self.context = context
        self.item = item
        self.millibits = millibits
        self.support = support
        self.needed = needed
        self.exposedWindows = exposedWindows
        self.nearest = nearest
        self.edit = edit
    }
}

extension AlertItem: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        family = try fields.string("family")
        context = try fields.string("context")
        item = try fields.string("item")
        millibits = try fields.integer("millibits")
        support = try fields.integer("support")
        needed = try fields.integer("needed")
        exposedWindows = try fields.integer("exposed_windows")
        nearest = try fields.optionalString("nearest")
        edit = try fields.optionalString("edit")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "family": .string(family),
            "context": .string(context),
            "item": .string(item),
            "millibits": .integer(millibits),
            "support": .integer(support),
            "needed": .integer(needed),
            "exposed_windows": .integer(exposedWindows),
            "nearest": .optional(nearest),
            "edit": .optional(edit),
        ]
        return known.adding(unknown: unknown)
    }
}
