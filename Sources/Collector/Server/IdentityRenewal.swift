internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Takes renewed certificates into use: on SIGHUP, and within half a minute when the files change.
struct IdentityRenewal: Service {
    let identity: ServerIdentity
    let logger: Logger

    private static let pause = Duration.seconds(30)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { renew() }
                }
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: Self.pause)
                        renew()
                    }
                }
                await group.waitForAll()
            }
        }
    }

    private func renew() {
        do {
            if try identity.reload() { logger.notice("renewed certificates are in use") }
        } catch {
            logger.error("the TLS files changed but cannot be used, the old ones stay: \(error)")
        }
    }
}

/// Lets readers of events go when the server stops: their connections would hold it up.
struct FollowersEnd: Service {
    let news: NewLines

    func run() async throws {
        try? await gracefulShutdown()
        news.finish()
    }
}
