// Keys that work on every page. None fires while somebody types, or together with Ctrl, Alt or Meta.

import { part } from "./dom.js";

const jumps = { a: "/", h: "/agents", o: "/outputs" };

/** `keys` are the page's own: a key to a function. */
export function listenForKeys(keys = {}) {
  let prefixed = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (prefixed && jumps[event.key]) {
      event.preventDefault();
      location.assign(jumps[event.key]);
    } else if (event.key === "?") {
      event.preventDefault();
      part("help")?.showModal();
    } else if (keys[event.key] && !prefixed) {
      if (keys[event.key](event) !== false) event.preventDefault();
    }
    prefixed = event.key === "g" && !prefixed;
  });
  part("help-open")?.addEventListener("click", () => part("help")?.showModal());
  part("help-close")?.addEventListener("click", () => part("help")?.close());
}

/** Moves the focus among the links of a list by `step`; begins with the first. */
export function moveFocus(list, step) {
  const links = [...list.querySelectorAll(".row-link")];
  if (links.length === 0) return;
  const now = links.indexOf(document.activeElement?.closest?.(".row")?.querySelector(".row-link"));
  const next = now === -1 ? (step > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, now + step));
  links[next].focus();
  links[next].closest(".row").scrollIntoView({ block: "nearest" });
}

/** The keys of every page with a list. */
export function listKeys(list) {
  return {
    j: () => moveFocus(list(), 1), k: () => moveFocus(list(), -1),
    ArrowDown: () => (list().contains(document.activeElement) ? moveFocus(list(), 1) : false),
    ArrowUp: () => (list().contains(document.activeElement) ? moveFocus(list(), -1) : false),
  };
}
