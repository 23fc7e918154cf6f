// The live list of alerts: newest first, filtered by the address, older ones on demand, new ones without a jump.

import { ask } from "./api.js";
import { fill, h, notice, part } from "./dom.js";
import { listKeys } from "./keys.js";
import { lineOf, linesOf } from "./lines.js";
import { follow } from "./live.js";
import { alertRow } from "./row.js";
import { announce, enter, leave, run, show } from "./shell.js";
import { dayOf, moment, plural } from "./text.js";
import { kindOf } from "./words.js";

const filters = new URLSearchParams(location.search);
const shown = new Map(); // cursor to alert, in the order of the list: newest first
const shownIds = new Set();
const responses = new Map(); // id of an alert to the records of kind response about it
let waiting = []; // arrived, not shown yet
let next = null;

const list = () => part("alerts");

function query(extra = {}) {
  const words = new URLSearchParams({ limit: "50" });
  for (const name of ["severity", "kind", "workload", "agent"]) if (filters.get(name)) words.set(name, filters.get(name));
  for (const [name, value] of Object.entries(extra)) if (value) words.set(name, value);
  return words.toString();
}

const isFiltered = () => ["severity", "kind", "workload", "agent"].some((name) => filters.get(name));

/** A response is folded into the row of its alert, unless that row is not here or responses are what was asked for. */
function isFolded(alert) {
  return kindOf(alert) === "response" && filters.get("kind") !== "response" && shownIds.has(alert.about);
}

function take(alert) {
  if (kindOf(alert) !== "response" || typeof alert.about !== "string") return;
  const known = responses.get(alert.about) ?? [];
  if (!known.some((record) => record.cursor === alert.cursor)) responses.set(alert.about, [...known, alert]);
}

function add(alert) {
  shown.set(alert.cursor, alert);
  if (alert.id) shownIds.add(alert.id);
}

function draw() {
  const rows = [];
  let day = null;
  for (const alert of shown.values()) {
    if (isFolded(alert)) continue;
    const date = moment(alert.time) === null ? day : dayOf(alert.time); // a tombstone has no time: it stays where it is
    if (date !== day) rows.push(h("li", { class: "day" }, h("h2", {}, (day = date))));
    rows.push(alertRow(alert, responses.get(alert.id)));
  }
  const focused = document.activeElement?.closest?.(".row")?.dataset.cursor;
  fill(list(), rows);
  if (focused) [...list().children].find((row) => row.dataset.cursor === focused)?.querySelector(".row-link")?.focus({ preventScroll: true });
  part("older").hidden = !next;
  part("empty").hidden = shown.size > 0;
  if (shown.size === 0) fill(part("empty"), isFiltered() ? nothingMatches() : nothingYet());
}

function nothingMatches() {
  return notice("No alert matches these filters", h("p", {}, h("a", { href: "/" }, "Show all alerts")));
}

function nothingYet() {
  return notice("No alerts yet", "That is what a quiet fleet looks like: an agent tells only what is rare, a few times a week.",
    h("p", {}, "See whether ", h("a", { href: "/agents" }, "agents report"), ", or let one prove that it works, on its host:"),
    h("pre", {}, "yagura test detection"));
}

async function load(extra = {}) {
  const answer = await ask(`/api/v1/alerts?${query(extra)}`);
  const alerts = linesOf(answer.alerts);
  for (const alert of alerts) take(alert);
  return { alerts, next: answer.next ?? null, newest: answer.newest };
}

async function start() {
  const page = await load();
  page.alerts.forEach(add);
  next = page.next;
  draw();
  follow(`/api/v1/events?${query({ after: page.newest, limit: null })}`, { onAlert: (entry) => receive(lineOf(entry)), onState: state, onReturn: catchUp });
}

async function older() {
  const button = part("older");
  button.disabled = true;
  try {
    const page = await load({ before: next });
    const first = page.alerts.find((alert) => !shown.has(alert.cursor));
    page.alerts.forEach(add);
    next = page.next;
    draw();
    announce(`${plural(page.alerts.length, "older alert")} loaded`);
    const row = first && [...list().children].find((element) => element.dataset.cursor === first.cursor);
    row?.querySelector(".row-link")?.focus({ preventScroll: true });
  } catch (trouble) {
    show(trouble, part("list-trouble"), () => { fill(part("list-trouble")); older(); });
  } finally {
    button.disabled = false;
  }
}

function receive(alert) {
  if (shown.has(alert.cursor) || waiting.some((other) => other.cursor === alert.cursor)) return;
  take(alert);
  if (isFolded(alert)) {
    add(alert);
    return draw(); // Only the word in an existing row changes.
  }
  waiting.unshift(alert);
  if (isReading()) return tell();
  reveal();
}

/** Whether a row that moved would take something away from under somebody's eyes, pointer or keys. */
function isReading() {
  return scrollY > 8 || list().contains(document.activeElement) || list().matches(":hover") || !getSelection().isCollapsed;
}

function tell() {
  const words = plural(waiting.length, "new alert");
  part("new").hidden = waiting.length === 0;
  part("new").textContent = `Show ${words}`;
  document.title = waiting.length > 0 ? `(${waiting.length}) Alerts · Yagura` : "Alerts · Yagura";
  if (waiting.length > 0) announce(`${words}. Press n to show.`);
}

function reveal() {
  if (waiting.length === 0) return;
  const arrived = waiting;
  const old = [...shown];
  shown.clear();
  arrived.forEach(add);
  for (const [cursor, alert] of old) shown.set(cursor, alert);
  waiting = [];
  draw();
  tell();
  announce(`${plural(arrived.length, "new alert")} shown`);
}

function showNew() {
  reveal();
  scrollTo({ top: 0 });
  list().querySelector(".row-link")?.focus({ preventScroll: true });
}

async function catchUp() {
  const page = await load();
  for (const alert of page.alerts.toReversed()) receive(alert);
}

function state(word, attempt) {
  if (word === "signed-out") return leave();
  part("live").className = `live live-${word}`;
  part("live").textContent = word === "live" ? "Live" : `Not live: trying again (${attempt})`;
}

run(async () => {
  for (const field of part("filters").elements) if (field.name) field.value = filters.get(field.name) ?? "";
  const session = await enter({ ...listKeys(list), n: showNew, "/": () => part("filters").elements.workload.focus() });
  part("new").addEventListener("click", showNew);
  part("older").addEventListener("click", older);
  part("filters").addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
  if (session) await start();
});
