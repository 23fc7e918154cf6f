// New alerts as they arrive, over server-sent events, with a state that the page can show.

import { ask } from "./api.js";

const patience = [1000, 2000, 5000, 10000, 30000];

/**
 * Follows the stream until the page is left, behind the cursor `after`; after a break, behind the last one that came.
 * `address(after)` names the stream; `onAlert(alert)` for each new one; `onState(word, attempt)` with `live`, `waiting`,
 * `signed-out`.
 */
export function follow(address, after, { onAlert, onState }) {
  let attempt = 0;
  let source = null;
  const open = () => {
    source = new EventSource(address(after));
    source.addEventListener("open", () => {
      attempt = 0;
      onState("live");
    });
    for (const name of ["alert", "message"])
      source.addEventListener(name, (event) => {
        const alert = read(event.data);
        if (!alert) return;
        after = alert.cursor;
        onAlert(alert);
      });
    source.addEventListener("error", () => {
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

/** The alert of an event; null for what is none, such as a comment of a proxy. */
function read(text) {
  try {
    const alert = JSON.parse(text);
    return alert && typeof alert === "object" && alert.cursor !== undefined ? alert : null;
  } catch {
    return null;
  }
}
