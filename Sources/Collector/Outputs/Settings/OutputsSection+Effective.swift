package import BehaviourModel

/// The section as a file would say it, every default included. Secrets are not in it: they stand in files.
extension OutputsSection {
    package var json: JSONValue {
        var object: JSONObject = [
            "budget": ["notifications": .integer(notifications), "per": .string(DurationText.format(per))],
            "give_up": .string(DurationText.format(giveUp)),
        ]
        if let console { object["console"] = .string(console) }
        if !outputs.isEmpty { object["to"] = .object(JSONObject(outputs.map { ($0.name, $0.json) })) }
        return .object(object)
    }
}

extension OutputSettings {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            target.kind: target.json, "severity": .string(filter.severity.rawValue), "budgeted": .bool(isBudgeted),
        ]
        if !filter.kinds.isEmpty { object["kinds"] = .strings(filter.kinds) }
        if !filter.workloads.isEmpty { object["workloads"] = .strings(filter.workloads) }
        if !filter.agents.isEmpty { object["agents"] = .strings(filter.agents) }
        return .object(object)
    }
}

extension OutputTarget {
    fileprivate var json: JSONValue {
        switch self {
        case .webhook(let target), .slack(let target): .object(target.object)
        case .alertmanager(let target): .object(target.object.adding(unknown: ["firing": .string(target.firingText)]))
        case .syslog(let target): target.json
        }
    }
}

extension HTTPTarget {
    fileprivate var firingText: String { DurationText.format(.nanoseconds(firing)) }

    fileprivate var object: JSONObject {
        var object = JSONObject()
        switch address {
        case .open(let url): object["url"] = .string(url)
        case .file(let path): object["url_file"] = .string(path)
        }
        if let authorities { object["ca"] = .string(authorities) }
        if let authorizationFile { object["authorization_file"] = .string(authorizationFile) }
        if let secretFile { object["secret_file"] = .string(secretFile) }
        return object
    }
}

extension SyslogTarget {
    fileprivate var json: JSONValue {
        let place = host.contains(":") ? "[\(host)]" : host
        var object: JSONObject = [
            "address": .string("\(transport.rawValue)://\(place):\(port)"), "facility": .integer(Int64(facility)),
            "body": .string(body.rawValue),
        ]
        if let authorities { object["ca"] = .string(authorities) }
        return .object(object)
    }
}
