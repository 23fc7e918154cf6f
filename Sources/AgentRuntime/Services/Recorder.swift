internal import BehaviourModel
internal import LinuxKernel
internal import Sensing
internal import Synchronization

/// Writes what the pipeline takes in into a capture: on the pipeline's thread, into memory, and to the disk by pieces.
///
/// Shared by the pipeline, which writes, and the client's thread, which looks how far it is and ends it.
final class Recorder: Sendable {
    private struct State: ~Copyable {
        var writer: CaptureWriter?
        var figures = CaptureFigures()
        /// Why nothing more is written; nil while it is.
        var ending: String?
        var failure: String?
    }

    private let state: Mutex<State>

    init(_ writer: consuming CaptureWriter) { state = Mutex(State(writer: writer)) }

    func write(_ batch: ObservationBatch) {
        change { (writer) throws(CaptureFileError) in try writer.append(batch) }
    }

    func write(_ mutation: ControlMutation) {
        change { (writer) throws(CaptureFileError) in try writer.append(mutation) }
    }

    var figures: CaptureFigures { state.withLock { $0.figures } }
    /// Why it ended by itself (`size`, `failure`), nil while it runs.
    var ending: String? { state.withLock { $0.ending } }
    var failure: String? { state.withLock { $0.failure } }

    /// Ends the capture: whole on the disk.
    func finish() {
        state.withLock { state in
            guard let writer = state.writer.take() else { return }
            do throws(CaptureFileError) {
                state.figures = try writer.finish()
            } catch {
                state.failure = error.description
                state.ending = "failure"
            }
        }
    }

    private func change(_ append: (inout CaptureWriter) throws(CaptureFileError) -> Bool) {
        state.withLock { state in
            guard state.ending == nil, var writer = state.writer.take() else { return }
            do throws(CaptureFileError) {
                if try !append(&writer) { state.ending = "size" }
                state.figures = writer.figures
                state.writer = consume writer
            } catch {
                state.failure = error.description
                state.ending = "failure"
            }
        }
    }
}
