/// Why a request of lines is not stored; nothing of it is.
package enum IngestRefusal: Error, Hashable, Sendable {
    /// Lines count from 1.
    case line(Int, reason: String)
    case foreignAgent(line: Int, found: String)
    /// Lines of two epochs in one request.
    case mixedEpochs(line: Int)
    case tooManyLines(limit: Int)
    case tooLarge(limit: Int)
    case notGzip
    case empty
}
