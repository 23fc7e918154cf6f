package import BehaviourModel

/// What is kept of one container process.
package struct ProcessEntry: Sendable, BitwiseCopyable {
    package struct Flags: OptionSet, Sendable, BitwiseCopyable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// It listens, or was forked by one that listened.
        package static let networkFacing = Flags(rawValue: 1)
        package static let terminal = Flags(rawValue: 2)
        /// The runtime started it: the container's first process, or a session's.
        package static let runtimeStarted = Flags(rawValue: 4)
        /// It has not yet run a program of the container.
        package static let runtimeOwn = Flags(rawValue: 8)
        package static let ended = Flags(rawValue: 16)
        /// It was found outside its container's cgroup; said once.
        package static let leftCgroup = Flags(rawValue: 32)
        /// Its arguments were longer than what is kept.
        package static let argumentsCut = Flags(rawValue: 64)
    }

    package var pid: Int32
    package var parentPid: Int32
    package var container: ContainerKey
    package var startBootNanoseconds: UInt64
    package var endBootNanoseconds: UInt64 = 0
    package var uid: UInt32 = 0
    package var executable: TextID = .empty
    package var executableOrigin: ExecutableOrigin = .image
    package var processOrigin: ProcessOrigin = .service
    package var flags: Flags = []
    /// The episode of the tree it belongs to, while it is young.
    package var episode: UInt64 = 0
    package var arguments = RingRange()

    package var key: ProcessKey { ProcessKey(pid: pid, startBootNanoseconds: startBootNanoseconds) }
}
