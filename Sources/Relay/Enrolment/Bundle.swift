internal import BehaviourModel
internal import WireProtocol

/// What `yagura-collector issue` gives an agent's host: `yagura.bundle/1`.
package struct Bundle: Hashable, Sendable {
    package static let schema = "yagura.bundle/1"
    static let sizeLimit = 256 << 10

    package var agent: String
    package var collectors: [String]
    /// PEM, each.
    package var authority: String
    package var certificate: String
    package var key: String
    /// nil from a collector that registers none.
    package var chainKey: String?

    /// Reads the file's bytes; problems are in words for whoever enrolls.
    package init(_ bytes: [UInt8]) throws(EnrolmentProblem) {
        let json: JSONValue
        do throws(JSONError) { json = try JSONParser.parse(bytes, limits: .init(bytes: Self.sizeLimit)) } catch {
            throw EnrolmentProblem("the bundle is \(error)")
        }
        do throws(FieldError) {
            var fields = try FieldReader(json)
            let schema = try fields.string("schema")
            guard schema == Self.schema else {
                throw fields.error("schema", expected: "\"\(Self.schema)\"", found: "\"\(schema)\"")
            }
            agent = try fields.string("agent")
            collectors = try fields.strings("collector_urls")
            authority = try fields.string("ca")
            certificate = try fields.string("certificate")
            key = try fields.string("key")
            chainKey = try fields.optionalString("chain_key")
            for address in collectors where CollectorAddress(address) == nil {
                throw fields.error("collector_urls", expected: CollectorAddress.expectation, found: "\"\(address)\"")
            }
        } catch {
            throw EnrolmentProblem("the bundle: \(error)")
        }
        if let chainKey {
            do throws(ChainKeyError) { _ = try ChainKey(pem: Array(chainKey.utf8)) } catch {
                throw EnrolmentProblem("the bundle's chain_key: \(error)")
            }
        }
    }
}

/// Why a host cannot be enrolled.
package struct EnrolmentProblem: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
