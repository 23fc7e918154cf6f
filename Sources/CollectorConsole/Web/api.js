// Conversation with the collector: same host only, cookies of this host, every failure as words that say what to do.

/** What went wrong, for people: `title` says what, `advice` what to do. */
export class Trouble extends Error {
  constructor(kind, title, advice, status = 0) {
    super(title);
    Object.assign(this, { kind, title, advice, status });
  }
}

export async function ask(path, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers, credentials: "same-origin", redirect: "error", cache: "no-store" });
  } catch {
    throw new Trouble("unreachable", "The collector does not answer",
      "Is it running (systemctl status yagura-collector), and does this machine reach it? The page tries again by itself.");
  }
  const body = await readBody(answer);
  if (answer.ok) return body;
  throw trouble(answer, body);
}

async function readBody(answer) {
  const text = await answer.text();
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new Trouble("damaged", "The collector's answer is not JSON",
      "A proxy between you and the collector may answer in its place. Open the collector's own address.", answer.status);
  }
}

function trouble(answer, problem) {
  const detail = typeof problem?.detail === "string" ? problem.detail : "";
  switch (answer.status) {
    case 401: return new Trouble("signed-out", "Your session has ended", "Sign in again; you come back to this page.", 401);
    case 403: return new Trouble("forbidden", "This account may not do that", detail || "Ask an administrator.", 403);
    case 404: return new Trouble("gone", "The collector does not have this", detail || "The address may be incomplete, or of another collector.", 404);
    case 429: {
      const wait = answer.headers.get("Retry-After");
      return new Trouble("busy", "Too many requests", wait ? `Try again in ${wait} s.` : "Try again in a minute.", 429);
    }
    case 503: return new Trouble("failing", "The collector's storage fails", detail || "Look at its log: journalctl -u yagura-collector. Agents keep their alerts meanwhile.", 503);
    default: {
      const title = typeof problem?.title === "string" ? problem.title : `The collector answered ${answer.status}`;
      return new Trouble("refused", title, detail || "Look at its log: journalctl -u yagura-collector.", answer.status);
    }
  }
}

/** Sends a JSON body with the session's anti-forgery token. */
export function send(path, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers["X-CSRF-Token"] = token;
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}
