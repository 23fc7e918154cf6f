// Bits as bars. The numbers stand beside them as text: a bar alone says nothing to a screen reader, so it is hidden there.

import { h, svg } from "./dom.js";
import { families } from "./items.js";
import { evidence, ranked, sentence } from "./words.js";
import { isWhole, tenths } from "./text.js";

/** One horizontal bar: `value` of `scale`, with an optional line at `floor`. All in millibits. */
export function bar(value, scale, { floor = null, family = "" } = {}) {
  const share = (milli) => `${(Math.max(0, Math.min(1, milli / scale)) * 100).toFixed(2)}%`;
  const drawing = svg("svg", { class: "bar", "aria-hidden": "true", focusable: "false" });
  drawing.append(svg("rect", { class: "bar-ground", width: "100%", height: "100%" }));
  const known = family in families ? family : "other";
  if (isWhole(value) && value > 0) drawing.append(svg("rect", { class: `bar-value family-${known}`, width: share(value), height: "100%" }));
  if (isWhole(floor)) drawing.append(svg("line", { class: "bar-floor", x1: share(floor), x2: share(floor), y1: "0", y2: "100%" }));
  return drawing;
}

/** The small bar of a list's row: how rare the alert is there, the floor as a line. */
export function rarity(score) {
  const value = score.calibrated_millibits;
  const scale = Math.max(32000, isWhole(value) ? value : 0);
  return h("span", { class: "rarity" },
    h("span", { class: "figure" }, tenths(value), h("span", { class: "unit" }, " bits")),
    bar(value, scale, { floor: score.floor_millibits }),
    h("span", { class: "visually-hidden" }, `, floor ${tenths(score.floor_millibits)}`));
}

/** What is new, each act with its bits; the parts sum to the score. Then how rare that sum is, against the floor. */
export function ledger(alert) {
  const items = ranked(alert);
  const score = alert.score ?? null;
  const sum = items.reduce((total, item) => total + (isWhole(item.millibits) ? item.millibits : 0), 0);
  const scale = 1.04 * Math.max(16000, sum, score?.millibits ?? 0, score?.calibrated_millibits ?? 0, score?.floor_millibits ?? 0);
  const rows = items.map((item) => h("li", { class: "ledger-row" },
    h("div", { class: "ledger-words" },
      h("p", { class: "ledger-act" }, sentence(item)),
      h("p", { class: "ledger-evidence" }, families[item.family] ?? "other", ": ", evidence(item))),
    h("div", { class: "ledger-bits" },
      h("span", { class: "figure" }, item.millibits > 0 ? `${tenths(item.millibits)} bits` : "adds nothing"),
      bar(item.millibits, scale, { family: item.family }))));
  const parts = [h("ul", { class: "ledger" }, rows)];
  if (score) {
    const agrees = sum === score.millibits;
    parts.push(h("dl", { class: "ledger-sum" },
      sumRow("Sum of the parts", `${tenths(score.millibits)} bits`, bar(score.millibits, scale),
        agrees ? null : `The parts sum to ${tenths(sum)}: this record contradicts itself.`),
      sumRow("How rare here", `${tenths(score.calibrated_millibits)} bits`,
        bar(score.calibrated_millibits, scale, { floor: score.floor_millibits }),
        `The line is the floor, ${tenths(score.floor_millibits)} bits: from there on it is told.`)));
  }
  return parts;
}

function sumRow(name, figure, drawing, remark) {
  return h("div", { class: "ledger-row" },
    h("dt", { class: "ledger-words" }, name, remark ? h("span", { class: "ledger-evidence" }, remark) : null),
    h("dd", { class: "ledger-bits" }, h("span", { class: "figure" }, figure), drawing));
}
