// One incident: all its alerts in the order of their acts, each with its distance from the first.

import { ask } from "./api.js";
import { fill, h, notice, part, quoted } from "./dom.js";
import { listKeys } from "./keys.js";
import { linesOf } from "./lines.js";
import { alertRow, severityMark } from "./row.js";
import { back, enter, run } from "./shell.js";
import { dayOf, moment, plural, printable, shortened, span, tenths, timeOf } from "./text.js";
import { kindOf, listOf, severities, workloadOf } from "./words.js";

const list = () => part("alerts");

/** Every alert of the incident and the responses to them, in the order of the acts. */
async function gather(words) {
  const query = words.get("agent") ? `?agent=${encodeURIComponent(words.get("agent"))}` : "";
  const answer = await ask(`/api/v1/incidents/${encodeURIComponent(words.get("id") ?? "")}${query}`);
  const alerts = linesOf(answer.alerts);
  const isWhole = answer.whole !== false; // the collector bounds an answer
  alerts.push(...linesOf(answer.records));
  return { isWhole, alerts: alerts.sort((left, right) => (moment(left.time) ?? 0) - (moment(right.time) ?? 0) || (left.sequence ?? 0) - (right.sequence ?? 0)) };
}

/** The sum of the incident's distinct items, each counted once with its highest bits. */
function weight(alerts) {
  const heaviest = new Map();
  for (const item of alerts.flatMap((alert) => listOf(alert.items))) {
    const name = `${item.family} ${item.context} ${item.item}`;
    heaviest.set(name, Math.max(heaviest.get(name) ?? 0, item.millibits ?? 0));
  }
  return { items: heaviest.size, millibits: [...heaviest.values()].reduce((sum, value) => sum + value, 0) };
}

function offset(alert, first) {
  const distance = (moment(alert.time) ?? first) - first;
  return h("time", { class: "row-time", datetime: printable(alert.time ?? ""), title: `${dayOf(alert.time)}, ${timeOf(alert.time)}` },
    distance === 0 ? timeOf(alert.time) : `+${span(distance * 1e6)}`);
}

function drawIncident({ alerts, isWhole }, words) {
  if (alerts.length === 0) {
    return fill(part("content"), notice("No alert of this incident is here", "The address may be incomplete, or of another collector.",
      h("p", {}, h("a", { href: "/" }, "All alerts"))));
  }
  const told = alerts.filter((alert) => kindOf(alert) !== "response");
  const records = (id) => alerts.filter((alert) => alert.about === id);
  const first = moment(alerts[0].time) ?? 0;
  const last = moment(alerts.at(-1).time) ?? first;
  const gravest = severities.find((word) => alerts.some((alert) => alert.severity === word));
  const sum = weight(alerts);
  const tripwires = [...new Set(alerts.map((alert) => alert.tripwire).filter(Boolean))];
  const workload = alerts.map(workloadOf).find(Boolean);
  document.title = `Incident · ${workload ?? ""} · Yagura`;
  fill(part("content"),
    h("header", { class: "page-head" },
      h("p", { class: "page-kind" }, severityMark({ severity: gravest }), h("span", {}, "incident"), h("time", {}, `${dayOf(alerts[0].time)}, ${timeOf(alerts[0].time)}`)),
      h("h1", {}, workload ? ["Incident in ", h("span", { class: "isolated" }, shortened(workload, 160))] : "Incident on the host"),
      h("p", { class: "page-where" }, [plural(told.length, "alert"), last > first ? `over ${span((last - first) * 1e6)}` : null,
        sum.items > 0 ? `${plural(sum.items, "distinct new act")}, ${tenths(sum.millibits)} bits together` : null,
        tripwires.length > 0 ? `${plural(tripwires.length, "tripwire")} touched` : null].filter(Boolean).join(" · "),
        h("br"), h("span", { class: "aside" }, "Incident "), quoted(words.get("id") ?? ""))),
    h("ol", { id: "alerts", class: "rows timeline", "aria-label": "Alerts of this incident, oldest first" },
      told.map((alert) => alertRow(alert, records(alert.id), offset(alert, first)))),
    isWhole ? null : h("p", { class: "warn-box" }, `Only the first ${alerts.length} records of this incident are shown.`));
}

run(async () => {
  if (!(await enter({ ...listKeys(() => list() ?? part("content")), u: back }))) return;
  const words = new URLSearchParams(location.search);
  drawIncident(await gather(words), words);
});
