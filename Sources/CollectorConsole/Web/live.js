// New alerts as they arrive, over server-sent events, with a state that the page can show.

import { ask } from "./api.js";

const patience = [1000, 2000, 5000, 10000, 30000];

/**
 * Follows the stream until the page is left.
 * `onAlert(alert)` for each new one; `onState(word, attempt)` with `live`, `waiting`, `signed-out`; `onReturn()` when the
 * stream works again after a break, since what came meanwhile may have been missed.
 */
export function follow(address, { onAlert, onState, onReturn }) {
  let attempt = 0;
  let broken = false;
  let source = null;
  const open = () => {
    source = new EventSource(address);
    source.addEventListener("open", () => {
      attempt = 0;
      onState("live");
      if (broken) onReturn();
      broken = false;
    });
    for (const name of ["alert", "message"]) source.addEventListener(name, (event) => receive(event.data, onAlert));
    source.addEventListener("error", () => {
      broken = true;
      source.close();
      later();
    });
  };
  const later = async () => {
    onState("waiting", attempt + 1);
    await new Promise((resolve) => setTimeout(resolve, patience[Math.min(attempt, patience.length - 1)]));
    attempt += 1;
    try {
      await ask("/api/v1/session");
      open();
    } catch (trouble) {
      if (trouble.kind === "signed-out") onState("signed-out");
      else later();
    }
  };
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}

function receive(text, onAlert) {
  let alert;
  try {
    alert = JSON.parse(text);
  } catch {
    return; // A line that is no JSON cannot be stored, so this is a comment of a proxy; the list reload finds the rest.
  }
  if (alert && typeof alert === "object" && alert.cursor !== undefined) onAlert(alert);
}
