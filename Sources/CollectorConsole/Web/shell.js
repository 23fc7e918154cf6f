// What all pages behind the sign-in share: who is signed in, navigation, keys, and how trouble is shown.

import { ask, send } from "./api.js";
import { fill, h, notice, part } from "./dom.js";
import { listenForKeys } from "./keys.js";
import { printable, zone } from "./text.js";

let session = null;

/** Asks who is signed in; without a session goes to the sign-in page and comes back later. Null when there is trouble. */
export async function enter(keys = {}) {
  listenForKeys(keys);
  part("zone")?.replaceChildren(`Times in ${zone()}`);
  try {
    session = await ask("/api/v1/session");
  } catch (trouble) {
    if (trouble.kind === "signed-out") leave();
    else show(trouble);
    return null;
  }
  fill(part("account"), h("span", { class: "isolated account-name" }, printable(session.name ?? "")),
    h("button", { type: "button", class: "quiet", on: { click: signOut } }, "Sign out"));
  return session;
}

export const token = () => session?.csrf ?? "";

async function signOut() {
  try {
    await ask("/api/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": token() } });
  } catch (trouble) {
    if (trouble.kind !== "signed-out") return show(trouble);
  }
  location.assign("/sign-in");
}

/** To the sign-in page, which leads back here. */
export function leave() {
  location.replace(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Shows what went wrong in place of the page's content; with a way to try again. */
export function show(trouble, place = part("content"), again = () => location.reload()) {
  if (trouble.kind === "signed-out") return leave();
  place.setAttribute("aria-busy", "false");
  fill(place, notice(trouble.title ?? "This page failed", h("p", {}, printable(trouble.advice ?? String(trouble))),
    h("p", {}, h("button", { type: "button", on: { click: again } }, "Try again"))));
  return null;
}

/** To where the reader came from; to the list when the page was opened from elsewhere. */
export function back() {
  if (history.length > 1 && document.referrer.startsWith(location.origin)) history.back();
  else location.assign("/");
}

/** Says something politely to those who do not see the page change. */
export function announce(words) {
  const place = part("announcer");
  if (place) place.textContent = words;
}

/** Runs a page; what it throws is shown, not lost. */
export async function run(page) {
  try {
    await page();
  } catch (trouble) {
    show(trouble);
    if (!trouble.kind) throw trouble;
  } finally {
    part("content")?.setAttribute("aria-busy", "false");
  }
}
