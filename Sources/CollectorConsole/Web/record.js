// The side of an alert's page: the container it is about, and the stored record behind it.

import { h, quoted } from "./dom.js";
import { grouped, isWhole, printable } from "./text.js";
import { listOf } from "./words.js";

const row = ([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
const known = (rows) => rows.filter(([, value]) => value !== null && value !== undefined && value !== "");

function panel(title, rows, ...more) {
  const filled = known(rows);
  if (filled.length === 0 && more.length === 0) return null;
  return h("section", { class: "panel" }, h("h2", {}, title), h("dl", { class: "facts" }, filled.map(row)), more);
}

/** The beginning of a hash; the whole is in the fields below. */
const digest = (value) => (value ? quoted(String(value).slice(0, 16)) : null);
const optional = (value) => (value === null || value === undefined ? null : quoted(value));

export function where(alert) {
  return panel("Where", [
    ["Image", optional(alert.workload?.image)],
    ["Digest", optional(alert.workload?.digest)],
    ["Container", optional(alert.container?.name)],
    ["Container id", alert.container?.id ? quoted(String(alert.container.id).slice(0, 12)) : null],
    ["Runtime", optional(alert.container?.runtime)],
    ["Control group", optional(alert.container?.cgroup)],
    ["First process", isWhole(alert.container?.pid) ? String(alert.container.pid) : null],
    ["Sensor", optional(alert.sensor)],
  ]);
}

/** Identity and evidence; below them the whole record, as the collector keeps it. */
export function record(alert) {
  return panel("Record", [
    ["Techniques", listOf(alert.techniques).length > 0 ? alert.techniques.map((name) => h("span", { class: "tag" }, printable(name))) : null],
    ["Time", optional(alert.time)],
    ["Alert", optional(alert.id)],
    ["Agent", optional(alert.agent)],
    ["Epoch", optional(alert.epoch)],
    ["Sequence", isWhole(alert.sequence) ? grouped(alert.sequence) : null],
    ["Line before", digest(alert.previous)],
    ["Baseline", digest(alert.baseline)],
    ["Configuration", digest(alert.configuration)],
  ], h("details", {}, h("summary", {}, "All fields"), h("pre", { class: "raw", tabindex: "0" }, laidOut(alert))));
}

/** The record on many lines: line breaks and indents are ours, every string inside is escaped by JSON and by us. */
function laidOut(alert) {
  return JSON.stringify(alert.stored, null, 2).split("\n").map(printable).join("\n");
}
