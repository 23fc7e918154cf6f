"""Reads what the agent answered (--json, one object a line) and says whether something was seen in it.

usage: seen.py container NAME | seen.py ids WORKLOAD | seen.py attack WORKLOAD
"""

import json, sys

question, name = sys.argv[1:3]
answers = [json.loads(line) for line in sys.stdin if line.strip()]


def of_workload(alert):
    return (alert.get("workload") or {}).get("name") == name


def items(alert, family):
    return [entry["item"] for entry in alert.get("items") or [] if entry["family"] == family]


# What must be found in the alerts after scripts/demo/run attack, each in its own way.
ACTS = {
    "a shell": lambda alert: any("/bin/sh" in item for item in items(alert, "lineage")),
    "a read of /etc/shadow": lambda alert: any("/etc/shadow" in item for item in items(alert, "files")),
    "a connection to a new peer": lambda alert: any("10.77.1.66" in item for item in items(alert, "connections")),
    "a dropped program executed": lambda alert: alert.get("tripwire") == "upper-exec",
}

if question == "container":
    if not any(name in (answer.get("name"), answer.get("id")) for answer in answers):
        sys.exit(f"error: the agent does not list a container {name}")
elif question == "ids":
    print(*[alert["id"] for alert in answers if of_workload(alert) and alert["kind"] in ("anomaly", "tripwire")])
elif question == "attack":
    missed = []
    for act, is_in in ACTS.items():
        ids = [alert["id"] for alert in answers if of_workload(alert) and is_in(alert)]
        print(f"{act:28} {'in alert ' + ids[0] if ids else 'NOT SEEN'}")
        missed += [] if ids else [act]
    sys.exit("error: not seen: " + ", ".join(missed) if missed else 0)
