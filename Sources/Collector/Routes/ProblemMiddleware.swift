internal import BehaviourModel
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Answers every error as problem+json, sets the headers that no answer may lack, and ends connections whose body nobody reads.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = CollectorContext

    /// While storage fails every request of every client fails.
    private let log = BoundedLog()

    func handle(
        _ request: Request, context: CollectorContext,
        next: @concurrent (Request, CollectorContext) async throws -> Response
    ) async throws -> Response {
        var response = try await answer(request, context, next)
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        // The server would take the rest of the body, however long, to throw it away.
        if BodyProgress.hasBody(request), !context.body.isRead {
            response.headers[.connection] = "close"
            context.closeSoon()
        }
        return response
    }

    private func answer(
        _ request: Request, _ context: CollectorContext,
        _ next: @concurrent (Request, CollectorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return problem.response
        } catch let failure as StoreFailure {
            log.error(context.logger, EscapedText.string(failure.description))
            return Problem.storage(failure).response
        } catch let error as HTTPError {
            return Problem(error.status, "http-\(error.status.code)", error.status.reasonPhrase, detail: error.body)
                .response
        } catch let error as CancellationError {
            throw error
        } catch {
            // What it was stands in the log, not in the answer: it may quote what is none of the client's business.
            log.error(context.logger, "request failed: \(EscapedText.string("\(error)"))")
            return Problem(.internalServerError, "internal", "The collector could not answer").response
        }
    }
}
