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
const limit = 1000; // rows, and alerts that wait: a page that is open for days stays quick
let waiting = new Map(); // cursor to alert that arrived and is not shown yet, oldest first
let next = null;
let isDue = false;
let isChanged = false; // a row that is shown has something new to say

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
  isChanged = false;
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
  const address = (after) => `/api/v1/events?${query({ after, limit: null })}`;
  follow(address, page.newest, { onAlert: (entry) => receive(lineOf(entry)), onState: state });
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
  if (shown.has(alert.cursor) || waiting.has(alert.cursor)) return;
  take(alert);
  if (isFolded(alert)) {
    add(alert); // Only the word in an existing row changes.
    isChanged = true;
  } else if (waiting.size <= limit) waiting.set(alert.cursor, alert);
  if (isDue) return;
  // Many that come together are drawn once.
  isDue = true;
  setTimeout(settle, 50);
}

function settle() {
  isDue = false;
  if (waiting.size > 0 && !isReading()) return reveal();
  if (isChanged) draw();
  tell();
}

/** Whether a row that moved would take something away from under somebody's eyes, pointer or keys. */
function isReading() {
  return scrollY > 8 || list().contains(document.activeElement) || list().matches(":hover") || !getSelection().isCollapsed;
}

function tell() {
  const words = waiting.size > limit ? `more than ${limit} new alerts` : plural(waiting.size, "new alert");
  part("new").hidden = waiting.size === 0;
  part("new").textContent = `Show ${words}`;
  document.title = waiting.size > 0 ? `(${waiting.size > limit ? `${limit}+` : waiting.size}) Alerts · Yagura` : "Alerts · Yagura";
  if (waiting.size > 0) announce(`${words}. Press n to show.`);
}

function reveal() {
  if (waiting.size === 0) return;
  if (waiting.size > limit) return location.reload(); // the newest page; the others are older ones
  const arrived = [...waiting.values()].toReversed();
  const old = [...shown];
  shown.clear();
  arrived.forEach(add);
  for (const [cursor, alert] of old) shown.set(cursor, alert);
  trim();
  waiting = new Map();
  draw();
  tell();
  announce(`${plural(arrived.length, "new alert")} shown`);
}

/** The oldest rows go; "older" brings them back. */
function trim() {
  const surplus = [...shown.keys()].slice(limit);
  if (surplus.length === 0) return;
  for (const cursor of surplus) {
    shownIds.delete(shown.get(cursor).id);
    shown.delete(cursor);
  }
  next = String(Math.min(...[...shown.keys()].map(Number)));
}

function showNew() {
  reveal();
  scrollTo({ top: 0 });
  list().querySelector(".row-link")?.focus({ preventScroll: true });
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
