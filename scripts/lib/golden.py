"""Puts a capture and the alerts raised meanwhile among the goldens, after a look at what is in them.

usage: golden.py CAPTURE BEFORE AFTER FOLDER      BEFORE and AFTER: `yagura alerts --json` of the two moments
"""

import json, os, pathlib, socket, sys

capture, before, after, folder = (pathlib.Path(argument) for argument in sys.argv[1:5])
LIMIT = 300_000
# architecture.md, section 2: in these a replay may differ.
VARIABLE = ("id", "agent", "epoch", "sequence", "previous", "latency_ns")


def alerts(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


known = {alert["id"] for alert in alerts(before)}
new = [alert for alert in alerts(after) if alert["id"] not in known and alert["kind"] in ("anomaly", "tripwire")]
for alert in new:
    for field in VARIABLE:
        alert.pop(field, None)
lines = [json.dumps(alert, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for alert in new]
text = capture.read_text(encoding="utf-8")

problems = []
if not new:
    problems.append("no alert was raised")
if len(text) > LIMIT:
    problems.append(f"{len(text)} bytes are more than {LIMIT}")
# What belongs to this machine and not to the demo.
for private in {os.getcwd(), socket.gethostname()}:
    if len(private) > 3 and any(private in part for part in [text, *lines]):
        problems.append(f"it holds {private!r}, which is this machine's")
if problems:
    sys.exit(f"error: {capture.name}: " + "; ".join(problems))

folder.mkdir(parents=True, exist_ok=True)
(folder / capture.name).write_text(text, encoding="utf-8")
(folder / (capture.stem + ".alerts")).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
print(f"{capture.name}: {len(text)} bytes, {text.count(chr(10))} lines, {len(new)} alerts")
for alert in new:
    print("  ", alert["kind"], alert.get("tripwire") or "", *[entry["item"] for entry in alert["items"]])
