/// The words of kinds on a capture's lines. They never change: a capture outlives the program that wrote it.
extension ObservationKind {
    var captureName: String {
        switch self {
        case .processForked: "fork"
        case .processExecuted: "exec"
        case .processExited: "exit"
        case .processSeen: "seen"
        case .fileAccessed: "file"
        case .connected: "connect"
        case .bound: "bind"
        case .listened: "listen"
        case .escapeAttempted: "escape"
        case .containerStarted: "container_start"
        case .containerEnded: "container_end"
        case .containerAmended: "container_amend"
        case .coverageChanged: "coverage"
        }
    }

    /// Whether `path.offset` is an index in the batch's `containers` instead of a place in its bytes.
    package var namesContainer: Bool {
        switch self {
        case .containerStarted, .containerAmended: true
        default: false
        }
    }

    /// Whether it tells what one process did.
    package var speaksOfProcess: Bool {
        switch self {
        case .containerStarted, .containerAmended, .containerEnded, .coverageChanged: false
        default: true
        }
    }
}

/// Finds a case by its word: a short list, walked.
enum CaptureName {
    static func kind(_ text: String) -> ObservationKind? {
        ObservationKind.allCases.first { $0.captureName == text }
    }

    static func sensor(_ text: String) -> SensorName? { SensorName.allCases.first { $0.name == text } }
    static func escape(_ text: String) -> EscapeCall? { EscapeCall.allCases.first { $0.name == text } }
    static func loss(_ text: String) -> LossSource? { LossSource.allCases.first { $0.name == text } }

    static func origin(_ text: String) -> ExecutableOrigin? {
        ExecutableOrigin.allCases.first { $0.name.description == text }
    }
}
