// The outputs: how each stands, and what was not notified or not delivered, with the reason.

import { ask } from "./api.js";
import { fill, h, notice, part, quoted } from "./dom.js";
import { enter, run, show } from "./shell.js";
import { dayOf, grouped, isWhole, printable, timeOf } from "./text.js";
import { listOf } from "./words.js";

function standing(output) {
  if (output.failure) return h("span", { class: "state state-bad" }, "trying again");
  return h("span", { class: "state state-good" }, "delivering");
}

function card(output) {
  const cell = (name, value, grave = false) => h("div", { class: grave ? "warn" : "" }, h("dt", {}, name), h("dd", {}, value));
  return h("li", { class: "agent" },
    h("div", { class: "agent-name" }, h("h2", { class: "isolated" }, printable(output.name)), h("span", { class: "aside" }, printable(output.kind ?? "")), standing(output)),
    h("dl", { class: "agent-figures" },
      cell("Sent", grouped(output.sent ?? 0)),
      cell("Waiting", isWhole(output.waiting) ? grouped(output.waiting) : "?", output.waiting > 1000),
      cell("Filtered out", grouped(output.filtered ?? 0)),
      cell("Over the budget", grouped(output.over_budget ?? 0), output.over_budget > 0),
      cell("Dead letters", grouped(output.dead ?? 0), output.dead > 0)),
    output.failure ? h("p", { class: "warn-box isolated" }, printable(output.failure)) : null);
}

function letters(all) {
  if (all.length === 0) return h("p", { class: "aside" }, "Nothing was left out: each alert that passed the filters was delivered.");
  return h("table", { class: "letters" },
    h("thead", {}, h("tr", {}, ["When", "Output", "Alert", "Why it was not notified"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, all.map((letter) => h("tr", {},
      h("td", { title: dayOf(letter.time) }, timeOf(letter.time)),
      h("td", {}, quoted(letter.output)),
      h("td", {}, letter.alert ? h("a", { href: `/alert?id=${encodeURIComponent(letter.alert)}&agent=${encodeURIComponent(letter.agent ?? "")}` }, quoted(letter.alert)) : "?"),
      h("td", { class: "isolated" }, printable(letter.reason))))));
}

function draw(outputs, left) {
  if (outputs.length === 0) {
    return fill(part("outputs"), notice("No outputs are configured", "Alerts are seen here only. To be told elsewhere, add an output to the collector's configuration:",
      h("pre", {}, "outputs:\n  to:\n    chat:\n      slack: { url_file: /etc/yagura-collector/chat.url }\n      severity: high"),
      h("p", {}, "Then try it: ", h("code", {}, "yagura-collector test-output chat"))));
  }
  fill(part("outputs"),
    h("ul", { class: "agents", "aria-label": "Outputs" }, outputs.map(card)),
    h("h2", { class: "after" }, "Not notified"), letters(left));
}

async function look() {
  try {
    const [outputs, left] = await Promise.all([ask("/api/v1/outputs"), ask("/api/v1/dead-letters?limit=200")]);
    fill(part("list-trouble"));
    draw(listOf(outputs.outputs), listOf(left.dead_letters));
  } catch (trouble) {
    show(trouble, part("list-trouble"), look);
  }
}

run(async () => {
  if (!(await enter())) return;
  await look();
  setInterval(() => document.hidden || look(), 10_000);
});
