internal import Hummingbird

/// The filters of `alerts` and `events`, read from an address.
struct LineFilter {
    var agent: String?
    var workload: String?
    var severities: Set<Int> = []
    var kinds: Set<String> = []

    static let limit = 500

    init(_ parameters: Parameters) throws {
        agent = parameters["agent"].map(String.init)
        workload = parameters["workload"].map(String.init)
        if let text = parameters["severity"] {
            for word in text.split(separator: ",") {
                let rank = LineProjection.rank(String(word))
                guard rank > 0 || word == "unknown" else {
                    throw Problem.badRequest(
                        "severity: one or several of low, medium, high, critical, unknown, with commas")
                }
                severities.insert(rank)
            }
        }
        if let text = parameters["kind"] {
            kinds = Set(text.split(separator: ",").prefix(32).map(String.init))
        }
    }

    func query(
        _ direction: LineQuery.Direction, limit: Int, bytes: Int = LineQuery.pageBytes
    ) -> LineQuery {
        LineQuery(
            direction, agent: agent, workload: workload, severities: severities, kinds: kinds, limit: limit,
            bytes: bytes)
    }

    /// A position as an address carries it; nil when it is not there.
    static func cursor(_ parameters: Parameters, _ name: String) throws -> Int64? {
        guard let text = parameters[Substring(name)] else { return nil }
        guard let position = Int64(text), position >= 0 else {
            throw Problem.badRequest("\(name): a cursor as an answer gave it")
        }
        return position
    }

    static func limit(_ parameters: Parameters) throws -> Int {
        guard let text = parameters["limit"] else { return 50 }
        guard let number = Int(text), (1...limit).contains(number) else {
            throw Problem.badRequest("limit: a number from 1 to \(limit)")
        }
        return number
    }
}
