internal import LinuxKernel
internal import WireProtocol

/// The two sockets of the agent, opened before anything starts, and the threads that serve them.
struct AgentSockets: ~Copyable {
    private let control: Handover<UnixListener>
    private let stream: Handover<UnixListener>

    static func open(
        _ configuration: AgentConfiguration, group: UInt32?
    ) throws(SystemCallError) -> AgentSockets {
        let control = try UnixListener(path: configuration.sockets.control, group: group)
        let relay = Accounts.user(configuration.stream.user)
        let stream = try UnixListener(path: configuration.sockets.stream, group: relay?.group)
        return AgentSockets(control: Handover(control), stream: Handover(stream))
    }

    /// Starts a thread for each; the value ends them.
    consuming func serve(_ desk: ControlDesk, group: UInt32?) throws(SystemCallError) -> AgentServing {
        let (control, stream) = (control, stream)
        let controlServer = SocketServer(ControlService(desk: desk, group: group))
        let streamDesk = StreamDesk(
            store: desk.store, directory: desk.facts.storeDirectory, heartbeats: HeartbeatMaker(control: desk))
        let streamServer = SocketServer(StreamService(desk: streamDesk, user: desk.facts.streamUser))
        return AgentServing(
            control: try PollingThread(name: "control") { stop in
                if let listener = control.take() { controlServer.run(listener, until: stop) }
            },
            stream: try PollingThread(name: "stream") { stop in
                if let listener = stream.take() { streamServer.run(listener, until: stop) }
            })
    }
}

/// The threads that serve the sockets.
struct AgentServing: ~Copyable {
    private let control: PollingThread
    private let stream: PollingThread

    init(control: consuming PollingThread, stream: consuming PollingThread) {
        self.control = control
        self.stream = stream
    }

    consuming func stop() {
        stream.stop()
        control.stop()
    }
}
