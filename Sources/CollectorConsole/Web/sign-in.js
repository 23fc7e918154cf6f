// Signing in, and the first administrator's one visit with the link that `init` printed.

import { send } from "./api.js";
import { part } from "./dom.js";
import { printable } from "./text.js";

const form = part("sign-in") ?? part("first");
const isFirst = form.id === "first";

// The one-time token is behind the #, so that it reaches neither the collector's log nor another host.
const oneTime = isFirst ? location.hash.slice(1) : "";
if (oneTime) history.replaceState(null, "", location.pathname);

function refuse(field, words) {
  const input = field ? form.elements[field] : null;
  part("problem").textContent = words;
  for (const element of form.elements) element.removeAttribute("aria-invalid");
  if (input) {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}

/** Where to go afterwards: a path of this host and nothing else. */
function destination() {
  const wanted = new URLSearchParams(location.search).get("to") ?? "/";
  let target;
  try {
    target = new URL(wanted, location.origin);
  } catch {
    return "/";
  }
  return target.origin === location.origin && wanted.startsWith("/") ? target.pathname + target.search : "/";
}

async function submit(event) {
  event.preventDefault();
  const name = form.elements.name.value.trim();
  const password = form.elements.password.value;
  if (!name) return refuse("name", "Give the account's name.");
  if (!password) return refuse("password", "Give the password.");
  if (isFirst) {
    if (!oneTime) return refuse(null, "This address lacks its one-time part. Open the whole link that was printed.");
    if (password.length < 12) return refuse("password", "Use at least 12 characters.");
    if (form.elements.again.value !== password) return refuse("again", "The two passwords differ.");
  }
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    if (isFirst) await send("/api/v1/setup", { token: oneTime, name, password });
    else await send("/api/v1/session", { name, password });
    location.assign(isFirst ? "/" : destination());
  } catch (trouble) {
    button.disabled = false;
    refuse(trouble.status === 401 ? "password" : null, words(trouble));
  }
}

function words(trouble) {
  if (trouble.status === 401 && !isFirst) return "Name or password is wrong.";
  if (isFirst && [403, 410].includes(trouble.status)) {
    return "This link was used, or it has expired. Print a new one on the collector's host: yagura-collector link --dir DIR";
  }
  return `${trouble.title}. ${printable(trouble.advice)}`;
}

form.addEventListener("submit", submit);
part("problem").textContent = "";
if (isFirst && !oneTime) refuse(null, "This address lacks its one-time part. Open the whole link that was printed.");
else form.elements.name.focus();
