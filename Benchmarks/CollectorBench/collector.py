"""The scenarios of `scripts/bench collector`. usage: collector.py SCENARIO...   Each prints lines of yagura.bench/1.

One release collector, its store on the disk under /var/tmp, TLS on, client certificates, gzip as relays send it. Lines are
made ahead of the clock; sender and collector share the machine's processors.
"""

import gzip, json, os, sys, threading, time

from bench_collector import Chain, Collector, figure
from whole_way import attack_to_api, relay_rss

BATCH, SENDERS = 500, 8
STORED = int(os.environ.get("YAGURA_BENCH_STORED", "1000000"))
RELAYS = int(os.environ.get("YAGURA_BENCH_RELAYS", "1000"))


class Fleet:
    """Senders, each an agent with one connection, one batch under way."""

    def __init__(self, collector):
        self.collector = collector
        self.chains = [Chain(f"bench-{index}") for index in range(SENDERS)]
        self.connections = [collector.connect(collector.issue(chain.agent)) for chain in self.chains]
        self.waits, self.failed = [], 0
        self.lock = threading.Lock()

    def send(self, batches_each, rate=None):
        """Sends so many batches from each sender; seconds that it took, making the batches not counted."""
        bodies = [[gzip.compress(chain.batch(BATCH), 1) for _ in range(batches_each)] for chain in self.chains]
        begun = time.monotonic()
        threads = [
            threading.Thread(target=self.sender, args=(index, bodies[index], begun, rate)) for index in range(SENDERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - begun

    def sender(self, index, bodies, begun, rate):
        connection = self.connections[index]
        headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
        for number, body in enumerate(bodies):
            if rate:
                due = begun + (number * SENDERS + index) * BATCH / rate
                time.sleep(max(0, due - time.monotonic()))
            start = time.monotonic()
            connection.request("POST", "/api/v1/ingest", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            with self.lock:
                self.waits.append((time.monotonic() - start) * 1000)
                if answer.status != 200 or json.loads(text)["accepted"] != BATCH:
                    self.failed += 1
                    print(f"{answer.status}: {text[:300]}", file=sys.stderr)


STATE = {}


def collector():
    if "collector" not in STATE:
        STATE["collector"] = Collector()
    return STATE["collector"]


def fleet():
    if "fleet" not in STATE:
        STATE["fleet"] = Fleet(collector())
        STATE["stored"] = 0
    return STATE["fleet"]


def store(lines, rate=None):
    """Brings so many lines into the store; rates of the parts, in alerts a second."""
    rates, step = [], 10
    while lines > 0:
        each = max(1, min(step, lines // (BATCH * SENDERS)))
        seconds = fleet().send(each, rate)
        sent = each * SENDERS * BATCH
        STATE["stored"] += sent
        lines -= sent
        rates.append(sent / seconds)
    return rates


def ingest():
    """As fast as it goes: each sender has one batch under way."""
    fleet()
    store(40_000)
    fleet().waits, fleet().failed = [], 0
    rates = store(400_000)
    figure("ingest", "alerts/s", rates, lost=fleet().failed * BATCH, digits=0)
    figure("ingest_acknowledged_full_speed", "ms", fleet().waits)


def ingest_acknowledged():
    """At 20,000 alerts a second, arriving evenly."""
    fleet().waits, fleet().failed = [], 0
    rates = store(200_000, rate=20_000)
    figure("ingest_acknowledged", "ms", fleet().waits, lost=fleet().failed * BATCH)
    figure("ingest_acknowledged_rate", "alerts/s", rates, digits=0)


def filled():
    fleet()
    store(STORED - STATE["stored"])


def collector_rss():
    filled()
    time.sleep(2)
    figure("collector_rss", "MiB", [collector().memory()])
    figure("collector_rss_peak", "MiB", [collector().memory("VmHWM")])


def alert_page():
    filled()
    connection = collector().connect()
    middle = STATE["stored"] // 2
    pages = {
        "alert_page": "?limit=50", "alert_page_deep": f"?limit=50&before={middle}",
        "alert_page_filtered": "?limit=50&agent=bench-3&severity=critical",
        "alert_page_workload": "?limit=50&workload=shop/web-7&kind=tripwire",
        "alert_page_nothing": "?limit=50&agent=bench-3&kind=health",
    }
    for name, query in pages.items():
        waits = []
        for _ in range(100):
            start = time.monotonic()
            connection.request("GET", "/api/v1/alerts" + query, headers={"Authorization": f"Bearer {collector().token}"})
            answer = connection.getresponse()
            body = answer.read()
            waits.append((time.monotonic() - start) * 1000)
            if answer.status != 200:
                sys.exit(f"{answer.status}: {body[:300]}")
        figure(name, "ms", waits)


def connected_relays():
    """Relays that stay connected and send a heartbeat each, one after the other."""
    before = collector().memory()
    connections, waits = [], []
    for index in range(RELAYS):
        name = f"relay-{index}"
        connection = collector().connect(collector().issue(name))
        connection.connect()
        connections.append((name, connection))
    head = {"sequence": 0, "hash": "0" * 64}
    for _ in range(2):
        for name, connection in connections:
            beat = json.dumps({
                "schema": "yagura.heartbeat/1", "agent": name, "epoch": name, "time": "2026-03-01T00:00:00Z",
                "health": "ok", "sensors": [], "head": head}).encode()
            start = time.monotonic()
            connection.request("POST", "/api/v1/heartbeat", beat, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
            waits.append((time.monotonic() - start) * 1000)
            if answer.status != 200:
                sys.exit(f"{answer.status}: {body[:300]}")
    figure("connected_relays", "connections", [len(connections)], digits=0)
    figure("connected_relays_heartbeat", "ms", waits)
    figure("connected_relays_rss", "MiB", [collector().memory()])
    figure("connected_relays_each", "KiB", [(collector().memory() - before) * 1024 / len(connections)])
    for _, connection in connections:
        connection.close()


SCENARIOS = {
    "ingest": ingest, "ingest_acknowledged": ingest_acknowledged, "collector_rss": collector_rss,
    "alert_page": alert_page, "connected_relays": connected_relays,
    "attack_to_api": lambda: attack_to_api(collector()), "relay_rss": lambda: relay_rss(collector()),
}

wanted = sys.argv[1:] or list(SCENARIOS)
if unknown := [name for name in wanted if name not in SCENARIOS]:
    sys.exit(f"no such scenario: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
try:
    for name in wanted:
        SCENARIOS[name]()
finally:
    if "collector" in STATE:
        STATE["collector"].close()
