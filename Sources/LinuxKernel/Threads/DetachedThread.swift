/// A thread that ends by itself, and that nobody waits for: one connection's conversation.
package enum DetachedThread {
    /// False when the kernel refuses a further thread.
    package static func start(name: String, _ body: sending @escaping () -> Void) -> Bool {
        do throws(SystemCallError) {
            try PollingThread(name: name) { _ in body() }.detach()
            return true
        } catch {
            return false
        }
    }
}
