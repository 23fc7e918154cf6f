// One alert explained: what happened, how unlikely that is in bits, what was done, how far the workload is learned.

import { ask } from "./api.js";
import { ledger } from "./bars.js";
import { fill, h, part, quoted } from "./dom.js";
import { executable } from "./items.js";
import { lineOf, linesOf } from "./lines.js";
import { record as recordOf, where } from "./record.js";
import { incidentAddress, severityMark } from "./row.js";
import { back, enter, run } from "./shell.js";
import { dayOf, isWhole, plural, printable, shortened, span, timeOf } from "./text.js";
import { decision, deed, headline, kindOf, kinds, learningWords, listOf, responseWords, workloadOf } from "./words.js";

export function section(title, ...content) {
  return h("section", { class: "panel" }, h("h2", {}, title), content);
}

/** Names and values; rows without a value are left out. */
export function facts(...rows) {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", { class: "facts" }, known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function top(alert) {
  const workload = workloadOf(alert);
  return h("header", { class: "page-head" },
    h("p", { class: "page-kind" }, severityMark(alert), h("span", {}, kinds[kindOf(alert)] ?? printable(alert.kind ?? "record")),
      h("time", { datetime: printable(alert.time ?? "") }, `${dayOf(alert.time)}, ${timeOf(alert.time)}`)),
    h("h1", {}, headline(alert)),
    h("p", { class: "page-where" }, workload ? ["in ", h("strong", { class: "isolated" }, shortened(workload, 160))] : "on the host",
      alert.container?.name ? [", container ", quoted(alert.container.name, { limit: 120 })] : null,
      alert.agent ? [", seen by ", h("a", { class: "isolated", href: `/agents#${encodeURIComponent(alert.agent)}` }, printable(alert.agent))] : null,
      alert.incident ? [" · ", h("a", { href: incidentAddress(alert) }, alert.update ? "joins an open incident" : "its incident")] : null));
}

function happened(alert) {
  const process = alert.process;
  const lines = [];
  if (alert.remark) lines.push(h("p", { class: "isolated" }, `${printable(alert.remark)}.`));
  if (alert.tripwire) lines.push(h("p", {}, "A tripwire is told whatever was learned; no statistics are behind it."));
  if (!process && lines.length === 0) return null;
  if (process) {
    const program = executable(`${process.executable ?? ""}@${process.executable_origin ?? ""}`);
    lines.push(facts(
      ["Program", [quoted(process.executable), program.words ? h("span", { class: "aside" }, ` ${program.words}`) : null]],
      ["Arguments", listOf(process.arguments).length > 0 ? h("ol", { class: "arguments" }, process.arguments.map((word) => h("li", {}, quoted(word)))) : null],
      ["", process.redacted ? "Something secret was taken out of the arguments by the agent." : null],
      ["Started by", listOf(process.lineage).length > 0 ? h("ol", { class: "lineage" }, process.lineage.map((path) => h("li", {}, quoted(path)))) : null],
      ["User", isWhole(process.uid) ? `${process.uid}${process.uid === 0 ? " (root)" : ""}` : null],
      ["Process", isWhole(process.pid) ? `${process.pid} on the host` : null],
      ["Came by", { service: "the service itself", startup: "the container's start", exec: "a session of the runtime (exec)" }[alert.origin] ?? (alert.origin ? printable(alert.origin) : null)]));
  }
  return section("What happened", lines);
}

function unlikely(alert) {
  const items = listOf(alert.items);
  if (items.length === 0 && !alert.score) return null;
  return section(items.length > 0 ? `How unlikely: ${plural(items.length, "new act")}` : "How unlikely", ledger(alert),
    alert.score ? h("p", { class: "words" }, decision(alert.score)) : null,
    alert.learning ? h("p", { class: "words" }, learningWords(alert.learning)) : null);
}

function missing(alert) {
  if (!(alert.missing?.events > 0)) return null;
  return h("p", { class: "warn-box" }, `${plural(alert.missing.events, "event")} of this container are missing; what they showed is not known.`,
    alert.missing.since ? ` Since ${printable(alert.missing.since)}.` : "");
}

function done(alert, records) {
  const response = alert.response ?? {};
  const state = deed(alert, records);
  const steps = records.slice().sort((left, right) => (left.sequence ?? 0) - (right.sequence ?? 0)).map((record) => h("li", {},
    h("span", { class: "row-time" }, timeOf(record.time)), " ", h("span", { class: "isolated" }, responseWords(record))));
  if (!state.words && steps.length === 0) return null;
  return section("What was done", state.words ? h("p", { class: `deed deed-${state.state}` }, state.words) : null,
    steps.length > 0 ? h("ol", { class: "steps" }, steps) : null,
    facts(["Mode", response.mode ? printable(response.mode) : null], ["Plan", response.plan ? printable(response.plan) : null],
      ["Lease", response.lease ? quoted(response.lease) : null],
      ["Seen after", isWhole(alert.latency_ns?.seen) ? span(alert.latency_ns.seen) : null],
      ["Decided after", isWhole(alert.latency_ns?.decided) ? span(alert.latency_ns.decided) : null]));
}

function edits(alert) {
  const entries = listOf(alert.items).filter((item) => item.edit);
  if (entries.length === 0) return null;
  return section("What would make it go away",
    h("p", {}, "Accepting all of these makes exactly this alert disappear; each hides only its own act in its own context."),
    h("ul", { class: "edits" }, entries.map((item) => h("li", {}, quoted(item.edit)))),
    h("p", {}, "On the agent's host, as root:"), h("pre", {}, `yagura alerts close ${printable(alert.id)} --as expected`),
    h("p", { class: "aside" }, "Or ", h("code", {}, "--as attack"), ", so that it is never learned."));
}

run(async () => {
  if (!(await enter({ u: back }))) return;
  const words = new URLSearchParams(location.search);
  const [id, agent] = [words.get("id") ?? "", words.get("agent")];
  const of = agent ? `?agent=${encodeURIComponent(agent)}` : "";
  const answer = await ask(`/api/v1/alerts/${encodeURIComponent(id)}${of}`);
  const alert = lineOf(answer);
  const records = linesOf(answer.records).filter((record) => kindOf(record) === "response");
  document.title = `${kinds[kindOf(alert)] ?? "Record"} · ${workloadOf(alert) ?? alert.agent ?? ""} · Yagura`;
  fill(part("content"), top(alert),
    h("div", { class: "columns" },
      h("div", { class: "column-main" }, missing(alert), happened(alert), unlikely(alert), edits(alert)),
      h("div", { class: "column-side" }, done(alert, records), where(alert), recordOf(alert))));
});
