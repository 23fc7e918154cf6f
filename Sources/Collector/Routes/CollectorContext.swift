package import Hummingbird
package import NIOCore

/// What the handlers of one request know beside the request itself.
package struct CollectorContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package let channel: any Channel
    /// Who sent it; set on addresses for agents.
    package var peer: PeerCertificate?
    /// Who asks; set on addresses for people.
    package var person: Person?
    let body = BodyProgress()

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The client's address, without its port.
    package var remoteAddress: String { channel.remoteAddress?.ipAddress ?? "unknown" }

    /// Ends the connection after the answer had time to leave: for clients that would go on sending what nobody reads.
    func closeSoon() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    }
}
