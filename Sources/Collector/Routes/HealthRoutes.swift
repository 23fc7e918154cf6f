internal import BehaviourModel
internal import Hummingbird

/// `healthz`: the process answers. `readyz`: the store can be read, and the last write did not fail.
struct HealthRoutes: Sendable {
    let store: any LineStore
    let counters: CollectorCounters

    func add(to router: some RouterMethods<CollectorContext>) {
        router.get("healthz") { _, _ in Response.json(["status": "ok"]) }
        router.get("readyz") { _, _ in
            _ = try await store.newestPosition()
            guard !counters.storageFails else {
                throw Problem(.serviceUnavailable, "storage", "The collector's storage fails", retryAfter: 10)
            }
            return Response.json(["status": "ready"])
        }
    }
}
