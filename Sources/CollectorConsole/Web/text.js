// Figures, times and hostile text as people read them.

// Controls, bidirectional marks, separators and characters of no width: shown as escapes, so that no name plays another.
const deceptive = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;

export function printable(text) {
  return String(text ?? "").replace(deceptive, (found) => `\\u{${found.codePointAt(0).toString(16)}}`);
}

/** At most `limit` characters; the rest is counted, not hidden in silence. */
export function shortened(text, limit) {
  const clean = printable(text);
  return clean.length <= limit ? clean : `${clean.slice(0, limit)}… (${grouped(clean.length - limit)} more)`;
}

export function isWhole(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** 12960 is `12,960`. */
export function grouped(number) {
  return isWhole(number) ? Math.round(number).toLocaleString("en-GB") : "?";
}

/** Thousandths with one digit: 13299 is `13.3`. */
export function tenths(milli) {
  if (!isWhole(milli)) return "?";
  return (Math.round(milli / 100) / 10).toLocaleString("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

export function plural(number, word, many = `${word}s`) {
  return `${grouped(number)} ${number === 1 ? word : many}`;
}

/** Nanoseconds in the unit that fits: `820 µs`, `3.4 ms`, `20 s`. */
export function span(nanoseconds) {
  if (!isWhole(nanoseconds)) return "?";
  const steps = [[1e3, "ns", 1], [1e6, "µs", 1e3], [1e9, "ms", 1e6], [120e9, "s", 1e9], [7200e9, "min", 60e9], [2 * 86400e9, "h", 3600e9]];
  const [, unit, size] = steps.find(([below]) => nanoseconds < below) ?? [0, "days", 86400e9];
  const value = nanoseconds / size;
  return `${value < 10 && value % 1 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const calendar = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" });

/** Milliseconds since 1970, or null when the text is no time. */
export function moment(text) {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(String(text));
  const value = found ? Date.parse(found[1] + (found[2] ?? "").slice(0, 4) + found[3]) : NaN;
  return Number.isNaN(value) ? null : value;
}

export const timeOf = (text) => (moment(text) === null ? printable(text) : clock.format(moment(text)));
export const dayOf = (text) => (moment(text) === null ? "without a time" : calendar.format(moment(text)));

/** How long ago, coarsely: `just now`, `4 min ago`, `3 days ago`. */
export function ago(milliseconds, now = Date.now()) {
  const passed = Math.max(0, now - milliseconds);
  return passed < 5000 ? "just now" : `${span(passed * 1e6)} ago`;
}

/** The zone in which this page shows times, such as `UTC+01:00`. */
export function zone() {
  const minutes = -new Date().getTimezoneOffset();
  const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  return minutes === 0 ? "UTC" : `UTC${minutes < 0 ? "−" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
