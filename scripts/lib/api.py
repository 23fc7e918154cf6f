"""Asks the collector's API, as a script of an operator would: its own authority, a token from a file.

usage: api.py HOME TOKEN_FILE URL alerts WORKLOAD     every stored line of a workload, one a line
       api.py HOME TOKEN_FILE URL agent NAME          waits until the collector calls it well and its signed head agrees
"""

import json, ssl, sys, time, urllib.parse, urllib.request

home, token_file, url, question, name = sys.argv[1:6]
context = ssl.create_default_context(cafile=f"{home}/ca.pem")
context.minimum_version = ssl.TLSVersion.TLSv1_3
token = open(token_file).read().strip()


def get(path, **parameters):
    request = urllib.request.Request(
        f"{url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, context=context, timeout=20) as answer:
        return json.load(answer)


def alerts(workload):
    page = {"next": "0"}
    while page["next"] is not None:
        page = get("alerts", workload=workload, after=page["next"], limit=500)
        for entry in page["alerts"]:
            print(json.dumps(entry["alert"]))


def agent(wanted, patience=40):
    known = None
    for _ in range(patience * 2):
        known = next((agent for agent in get("agents")["agents"] if agent["agent"] == wanted), None)
        if known and (known["health"], known["head"]) == ("ok", "ok"):
            print(f"{wanted}: health {known['health']}, {known['lines']} lines, signed head agrees, "
                  f"{known['containers']} containers, {known['lost']} lost")
            return
        time.sleep(0.5)
    sys.exit(f"error: not well after {patience} s: {known}")


{"alerts": alerts, "agent": agent}[question](name)
