// One alert as a row of a list: when, how grave, what, where, how unlikely, what was done.

import { h, quoted } from "./dom.js";
import { rarity } from "./bars.js";
import { deed, headline, kindOf, kinds, listOf, severities, workloadOf } from "./words.js";
import { dayOf, grouped, printable, shortened, timeOf } from "./text.js";

export function severityMark(alert) {
  const severity = severities.includes(alert.severity) ? alert.severity : null;
  return h("span", { class: `severity severity-${severity ?? "none"}` }, severity ?? (alert.severity ? shortened(alert.severity, 12) : "record"));
}

/** The name of an alert in addresses. */
export function alertAddress(alert) {
  return `/alert?id=${encodeURIComponent(alert.id ?? "")}&agent=${encodeURIComponent(alert.agent ?? "")}`;
}

export function incidentAddress(alert) {
  return `/incident?id=${encodeURIComponent(alert.incident)}&agent=${encodeURIComponent(alert.agent ?? "")}`;
}

/** `lead` stands where the time does in an incident: the offset from its first alert. */
export function alertRow(alert, records = [], lead = null) {
  const kind = kindOf(alert);
  const done = deed(alert, records);
  const score = alert.score;
  const what = h("div", { class: "row-what" },
    // A record without a name has no page of its own: it still takes the focus, and says all that it says here.
    alert.id ? h("a", { class: "row-link", href: alertAddress(alert) }, headline(alert)) : h("span", { class: "row-link", tabindex: "0" }, headline(alert)),
    h("p", { class: "row-where" }, where(alert)));
  return h("li", { class: `row kind-${kinds[kind] ? kind : "other"}`, "data-cursor": alert.cursor ?? "" },
    lead ?? h("time", { class: "row-time", datetime: printable(alert.time ?? ""), title: `${dayOf(alert.time)}, ${printable(alert.time ?? "")}` }, timeOf(alert.time)),
    severityMark(alert),
    what,
    h("div", { class: "row-bits" }, score ? rarity(score) : h("span", { class: "aside" }, kind === "tripwire" ? "a rule, not a score" : kinds[kind] ?? "")),
    h("div", { class: `row-deed deed-${done.state}` }, done.words));
}

function where(alert) {
  const parts = [];
  const workload = workloadOf(alert);
  if (workload) parts.push(h("span", { class: "isolated strong" }, shortened(workload, 80)));
  if (alert.agent) parts.push(h("span", {}, "on ", h("span", { class: "isolated" }, shortened(alert.agent, 60))));
  const words = listOf(alert.process?.arguments);
  if (words.length > 0) parts.push(h("span", { class: "row-command" }, quoted(shortened(words.join(" "), 160))));
  if (alert.update) parts.push(h("span", {}, "joins an open incident"));
  if (alert.missing?.events > 0) parts.push(h("span", { class: "warn" }, `${grouped(alert.missing.events)} events missing`));
  return parts;
}
