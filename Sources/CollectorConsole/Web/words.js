// An alert in words. Everything said is in the alert; nothing is guessed.

import { h, quoted } from "./dom.js";
import { act, opportunities } from "./items.js";
import { grouped, isWhole, plural, printable, shortened, tenths } from "./text.js";

export const kinds = {
  anomaly: "anomaly", tripwire: "tripwire", behaviour_changed: "behaviour changed", response: "response", loss: "loss",
  guard_rail: "guard rail", health: "health",
};
export const severities = ["critical", "high", "medium", "low"];

export const listOf = (value) => (Array.isArray(value) ? value : []);

export function kindOf(alert) {
  if (alert.schema && alert.schema !== "yagura.alert/1") return alert.schema === "yagura.tombstone/1" ? "tombstone" : "unknown";
  return typeof alert.kind === "string" ? alert.kind : "unknown";
}

/** The items, the heaviest first. */
export function ranked(alert) {
  return listOf(alert.items).slice().sort((left, right) => (right.millibits ?? 0) - (left.millibits ?? 0));
}

/** One item as a sentence of nodes; names longer than `limit` are cut, with a count of what is left out. */
export function sentence(item, limit = Infinity) {
  const told = act(item);
  const words = [];
  if (told.subject) words.push(quoted(told.subject, { limit }), ` ${told.verb}`);
  else words.push(`the container ${told.verb}`);
  if (told.object) words.push(" ", quoted(told.object, { limit }));
  if (told.tail) words.push(h("span", { class: "aside" }, ` ${told.tail}`));
  if (told.occasion) words.push(` ${told.occasion}`);
  return words;
}

const most = 120; // characters of one name in a headline

/** What happened, in one line. */
export function headline(alert) {
  const kind = kindOf(alert);
  if (kind === "tombstone") return [`Records ${grouped(alert.first)} to ${grouped(alert.last)} were dropped by the agent to make room`];
  if (kind === "unknown") return ["A record of a schema that this console does not know: ", quoted(alert.schema ?? "none", { limit: most })];
  if (kind === "response") return [responseWords(alert)];
  const heaviest = ranked(alert);
  if (kind === "tripwire") {
    const told = alert.process?.executable ? [": ", quoted(alert.process.executable, { limit: most })] : [];
    return ["Tripwire ", quoted(alert.tripwire ?? "unnamed", { limit: most }), ...told];
  }
  if (heaviest.length > 0) {
    const more = heaviest.length > 1 ? h("span", { class: "aside" }, ` and ${plural(heaviest.length - 1, "more act")}`) : null;
    return [...sentence(heaviest[0], most), more];
  }
  if (alert.remark) return [h("span", { class: "isolated" }, capitalised(shortened(alert.remark, 300)))];
  return [capitalised(kinds[kind] ?? printable(kind))];
}

function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function responseWords(record) {
  const response = record.response ?? {};
  const plan = printable(response.plan ?? "response");
  const reason = response.reason ? `: ${printable(response.reason)}` : "";
  return `${capitalised(plan)} ${printable(response.outcome ?? "told")}${reason}`;
}

/** What was done about it, in a word or two, with how it stands: `none`, `done`, `over`, `failed`. */
export function deed(alert, records = []) {
  if (!["anomaly", "tripwire", "behaviour_changed", "guard_rail"].includes(kindOf(alert))) return { state: "none", words: "" };
  const response = alert.response ?? {};
  const plan = response.plan ? shortened(response.plan, 24) : null;
  const outcome = (word) => records.find((record) => record.response?.outcome === word);
  const past = { freeze: "frozen", kill: "killed", isolate: "isolated", tighten: "tightened" }[plan ?? ""] ?? plan;
  if (outcome("failed")) return { state: "failed", words: `${plan ?? "response"} failed` };
  if (outcome("ended")) return { state: "over", words: `${past ?? "held"}, released` };
  if (outcome("applied")) return { state: "done", words: past ?? "applied" };
  if (!plan) return { state: "none", words: response.mode === "observe" ? "observed" : "alert only" };
  if (response.mode === "rehearse") return { state: "none", words: `would ${plan}` };
  return response.mode === "enforce" ? { state: "done", words: `${plan} ordered` } : { state: "none", words: "alert only" };
}

export function workloadOf(alert) {
  return alert.workload?.name === undefined ? null : `${alert.workload.scope ?? "?"}/${alert.workload.name}`;
}

/** The figures behind an item: what was seen of how much, and the nearest known thing. */
export function evidence(item) {
  const unit = opportunities(item.context);
  const seen = item.support
    ? `seen in ${plural(item.support, "episode")} of ${grouped(item.exposed_windows)} ${unit}; ${grouped(item.needed)} make it known`
    : `seen in 0 of ${grouped(item.exposed_windows)} ${unit}`;
  const words = [seen];
  if (isWhole(item.known_alike)) words.push(`; ${grouped(item.known_alike)} others of its kind are known`);
  if (item.nearest) words.push("; nearest: ", quoted(item.nearest));
  return words;
}

/** Why it was told: rank among the workload's own windows, floor, budget. */
export function decision(score) {
  const windows = grouped(score.windows);
  const budget = score.budget ? `${plural(score.budget.incidents, "incident")} in ${printable(score.budget.period)}` : "unknown";
  return [
    `${grouped(score.as_high)} of ${windows} watched windows of this workload scored as high: `,
    h("strong", {}, `${tenths(score.calibrated_millibits)} bits`),
    `, against a floor of ${tenths(score.floor_millibits)}. ${tenths(score.tokens_milli)} tokens were left of a budget of ${budget}.`,
  ];
}

export function learningWords(learning) {
  let words = `Learning is ${printable(learning.state)}`;
  if (learning.declared_by) words += `, as ${printable(learning.declared_by)} declared`;
  if (learning.drifting) words += ", drifting";
  if (isWhole(learning.expected_new_per_period_milli) && isWhole(learning.at_most_milli)) {
    words += `: ${tenths(learning.expected_new_per_period_milli)} new behaviours expected in a budget period, at most ${tenths(learning.at_most_milli)}`;
  }
  words += ".";
  if (learning.time_scale > 1) words += ` Time was compressed: 1 s counted as ${grouped(learning.time_scale)} s.`;
  return words;
}
