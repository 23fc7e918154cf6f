internal import ArgumentParser
internal import Collector
internal import Foundation
internal import WireProtocol

/// How commands speak, and how they end.
enum Speech {
    static func print(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
    static func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    /// Runs a command; an error is printed and becomes its exit status.
    static func end(_ body: () async throws -> ExitStatus) async throws {
        let status: ExitStatus
        do { status = try await body() } catch let error as CollectorError {
            say("error: \(error)\n")
            status = error.status
        } catch {
            say("error: \(error)\n")
            status = .failed
        }
        if status != .done { throw ExitCode(status.rawValue) }
    }
}
