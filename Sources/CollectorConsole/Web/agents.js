// The agents: how each is, how long it has been silent, what it lost, and the head of its chain.

import { ask } from "./api.js";
import { fill, h, notice, part, quoted } from "./dom.js";
import { enter, run, show } from "./shell.js";
import { ago, dayOf, grouped, isWhole, moment, plural, printable, shortened, timeOf } from "./text.js";
import { listOf } from "./words.js";

const period = 10_000; // milliseconds between two looks
const collector = "collector"; // under this name the collector's own findings are kept

const cell = (name, value, grave = false) => h("div", { class: grave ? "warn" : "" }, h("dt", {}, name), h("dd", {}, value));

/** The word for how an agent is, whether somebody must look, and its place in the list. */
function standing(agent) {
  if (agent.agent === collector) return { word: "ok", grave: false, rank: 7 };
  if (agent.revoked) return { word: "revoked", grave: false, rank: 6 };
  const health = shortened(agent.health ?? "unknown", 24);
  if (wrongChain(agent)) return { word: "chain is wrong", grave: true, rank: 0 };
  return { word: health === "new" ? "never heard" : health, grave: !["ok", "new"].includes(health), rank: { failed: 1, silent: 2, degraded: 3, new: 4, ok: 5 }[health] ?? 3 };
}

const wrongChain = (agent) => agent.head === "wrong" || agent.findings > 0;

/** What the agent's signed head says against what is stored. */
function chain(agent) {
  const words = { ok: "signed, equal", behind: "signed, catching up", wrong: "does not agree", unsigned: "not signed", none: "no head yet" };
  const good = ["ok", "behind"].includes(agent.head);
  const parts = [h("span", { class: good ? "good" : agent.head === "none" ? "aside" : "warn" }, words[agent.head] ?? printable(agent.head ?? "?"))];
  const signed = agent.signed_head;
  if (isWhole(signed?.sequence)) parts.push(h("br"), h("span", { class: "aside" }, `line ${grouped(signed.sequence)} `), quoted(String(signed.hash ?? "").slice(0, 8), { kind: "aside" }));
  return parts;
}

function sensors(agent) {
  const all = listOf(agent.sensors).filter((sensor) => sensor && typeof sensor === "object");
  if (all.length === 0) return null;
  return h("ul", { class: "sensors" }, all.map((sensor) => h("li", { class: ["working", "off"].includes(sensor.state) ? "" : "warn" },
    h("strong", {}, shortened(sensor.name, 40)), ` ${shortened(sensor.state ?? "", 40)}`, sensor.detail ? h("span", { class: "aside isolated" }, `: ${shortened(sensor.detail, 300)}`) : null)));
}

/** What the collector has told about the agent and not yet ended, with its alert. */
function told(condition) {
  const words = { silent: "It has fallen silent", over_share: "It is over its share of a day, its lines are taken slowly" }[condition?.kind] ?? shortened(condition?.kind ?? "?", 40);
  const alert = h("a", { href: `/alerts/${encodeURIComponent(condition?.alert ?? "")}?agent=${collector}` }, "the alert");
  return h("p", { class: "warn-box" }, `${words}: `, alert);
}

function card(agent, now) {
  const name = String(agent.agent ?? "");
  const heard = moment(agent.last_heartbeat);
  const expires = moment(agent.certificate_expires);
  const state = standing(agent);
  const figure = (label, value, grave = false) => (isWhole(value) ? cell(label, grouped(value), grave) : null);
  const alerts = h("a", { href: `/?agent=${encodeURIComponent(name)}` }, isWhole(agent.lines) ? grouped(agent.lines) : "show");
  if (name === collector) return own(agent, cell("Told", alerts));
  return h("li", { class: "agent", id: encodeURIComponent(name) },
    h("div", { class: "agent-name" },
      h("h2", { class: "isolated" }, printable(name)),
      h("span", { class: `state ${state.grave ? "state-bad" : state.word === "ok" ? "state-good" : "aside"}` }, state.word)),
    h("dl", { class: "agent-figures" },
      cell("Heard", heard === null ? "never" : h("time", { title: `${dayOf(agent.last_heartbeat)}, ${timeOf(agent.last_heartbeat)}` }, ago(heard, now))),
      cell("Records", alerts),
      figure("Containers", agent.containers),
      figure("Workloads", agent.workloads),
      figure("Events", agent.events),
      figure("Lost", agent.lost, agent.lost > 0),
      figure("Held back", agent.held_back),
      cell("Chain", chain(agent)),
      agent.version ? cell("Version", shortened(agent.version, 40)) : null,
      expires === null ? null : cell("Certificate ends", dayOf(agent.certificate_expires), expires - now < 14 * 86_400_000)),
    sensors(agent),
    listOf(agent.conditions).map(told),
    agent.findings > 0 ? h("p", { class: "warn-box" }, `${plural(agent.findings, "finding")} about its chain: `, h("a", { href: `/?agent=${collector}` }, "what was found")) : null);
}

function own(agent, findings) {
  return h("li", { class: "agent", id: collector }, h("div", { class: "agent-name" }, h("h2", {}, "This collector"), h("span", { class: "aside" }, "its own findings about chains and signatures, and about agents that fell silent")),
    h("dl", { class: "agent-figures" }, findings));
}

function draw(agents) {
  const now = Date.now();
  if (agents.every((agent) => agent.agent === collector)) {
    return fill(part("agents-summary"), noAgents());
  }
  const sorted = agents.slice().sort((left, right) => standing(left).rank - standing(right).rank || String(left.agent ?? "").localeCompare(String(right.agent ?? "")));
  const others = sorted.filter((agent) => agent.agent !== collector);
  const bad = others.filter((agent) => standing(agent).grave).length;
  const unheard = others.filter((agent) => agent.health === "new").length;
  const words = bad > 0 ? `${grouped(bad)} to look at, listed first` : unheard > 0 ? `${grouped(unheard)} never heard` : "all well";
  fill(part("agents-summary"), h("p", { class: bad > 0 ? "warn" : "" }, `${plural(others.length, "agent")}, ${words}`));
  fill(part("agents"), sorted.map((agent) => card(agent, now)));
}

function noAgents() {
  return notice("No agent has reported yet", "Issue a bundle for one, on this host:",
    h("pre", {}, "yagura-collector issue --dir DIR --agent NAME --out NAME.bundle"),
    h("p", {}, "Carry the file to the agent's host (it holds a private key), and there:"),
    h("pre", {}, "yagura-relay enroll --bundle NAME.bundle\nsystemctl enable --now yagura-relay"),
    h("p", {}, "The agent appears here with its first heartbeat."));
}

async function look() {
  try {
    const answer = await ask("/api/v1/agents");
    fill(part("list-trouble"));
    draw(listOf(answer.agents));
  } catch (trouble) {
    show(trouble, part("list-trouble"), look);
  }
}

run(async () => {
  if (!(await enter())) return;
  await look();
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  // A hidden page asks nothing; it asks at once when it is looked at again.
  setInterval(() => document.hidden || look(), period);
  document.addEventListener("visibilitychange", () => document.hidden || look());
});
