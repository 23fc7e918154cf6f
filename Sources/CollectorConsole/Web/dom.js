// Builds elements from text. Data only ever becomes text nodes or attribute values that run nothing: no markup is parsed.

import { printable, shortened } from "./text.js";

/** An element: attributes, then children (elements, or text that is already safe to read). */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const svgSpace = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Text that somebody else chose (a path, a name): escaped, set in the fixed face, isolated from its surroundings. */
export function quoted(text, { limit = Infinity, kind = "" } = {}) {
  return h("span", { class: `quoted ${kind}`.trim() }, limit === Infinity ? printable(text) : shortened(text, limit));
}

/** Replaces all that is in `place`. */
export function fill(place, ...children) {
  place.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
}

export function part(id) {
  return document.getElementById(id);
}

/** A state of a page that has nothing to list: what is so, and what to do. */
export function notice(title, ...lines) {
  return h("div", { class: "notice" }, h("h2", {}, title), lines.map((line) => (line instanceof Node ? line : h("p", {}, line))));
}
