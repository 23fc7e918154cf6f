/// What the command line asks for.
struct Options {
    var kinds: [WorldKind] = WorldKind.allCases
    var includesStill = true
    var seeds = 24
    var workers = 2

    static let usage = "usage: novelty-check [--kinds a,b,c,h,still] [--seeds N] [--quick] [--workers N]"

    /// Nil when it makes no sense.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--quick": seeds = 6
            case "--seeds":
                guard let value = rest.popFirst().flatMap({ Int($0) }), (2...1000).contains(value) else { return nil }
                seeds = value
            case "--workers":
                guard let value = rest.popFirst().flatMap({ Int($0) }), (1...64).contains(value) else { return nil }
                workers = value
            case "--kinds":
                guard let value = rest.popFirst() else { return nil }
                kinds = []
                includesStill = false
                for name in value.split(separator: ",") {
                    if name == "still" {
                        includesStill = true
                    } else if let kind = WorldKind(rawValue: String(name)) {
                        kinds.append(kind)
                    } else {
                        return nil
                    }
                }
            default: return nil
            }
        }
    }
}
