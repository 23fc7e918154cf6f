/// One place that alerts are sent to.
package struct OutputSettings: Hashable, Sendable {
    package var name: String
    package var target: OutputTarget
    package var filter = OutputFilter()
    /// Whether the fleet's budget bounds it: true for what wakes people, false for what keeps records.
    package var isBudgeted: Bool

    package init(name: String, target: OutputTarget, filter: OutputFilter = OutputFilter(), isBudgeted: Bool) {
        self.name = name
        self.target = target
        self.filter = filter
        self.isBudgeted = isBudgeted
    }
}

/// Where, and in which form.
package enum OutputTarget: Hashable, Sendable {
    case webhook(HTTPTarget)
    case slack(HTTPTarget)
    case alertmanager(HTTPTarget)
    case syslog(SyslogTarget)

    package var kind: String {
        switch self {
        case .webhook: "webhook"
        case .slack: "slack"
        case .alertmanager: "alertmanager"
        case .syslog: "syslog"
        }
    }
}

/// A receiver that is posted to. Whatever is secret is named by a file and read when it is used.
package struct HTTPTarget: Hashable, Sendable {
    package var address: Address
    /// The file of the authorities that may have signed the receiver's certificate; nil for the system's.
    package var authorities: String?
    /// The file whose text becomes the `Authorization` header.
    package var authorizationFile: String?
    /// The file of the key with which bodies are signed.
    package var secretFile: String?
    /// How long an alert fires at Alertmanager, in nanoseconds.
    package var firing: Int64

    package enum Address: Hashable, Sendable {
        /// An address without a secret in it.
        case open(String)
        /// A file that holds the address.
        case file(String)
    }

    package init(
        address: Address, authorities: String? = nil, authorizationFile: String? = nil, secretFile: String? = nil,
        firing: Int64 = 3_600_000_000_000
    ) {
        self.address = address
        self.authorities = authorities
        self.authorizationFile = authorizationFile
        self.secretFile = secretFile
        self.firing = firing
    }
}

/// A receiver of RFC 5424.
package struct SyslogTarget: Hashable, Sendable {
    package enum Transport: String, Hashable, Sendable, CaseIterable { case udp, tcp, tls }

    package var transport: Transport
    package var host: String
    package var port: Int
    /// 0 to 23; 16 is local0.
    package var facility: Int
    package var body: SyslogMessage.Body
    /// As in `HTTPTarget`.
    package var authorities: String?

    package init(
        transport: Transport, host: String, port: Int, facility: Int = 16, body: SyslogMessage.Body = .line,
        authorities: String? = nil
    ) {
        self.transport = transport
        self.host = host
        self.port = port
        self.facility = facility
        self.body = body
        self.authorities = authorities
    }

    /// The most bytes of one message. A datagram beyond 8 KiB is cut by many receivers.
    package var limit: Int { transport == .udp ? 8_192 : 262_144 }
}
