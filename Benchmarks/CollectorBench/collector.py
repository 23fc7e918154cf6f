"""The scenarios of `scripts/bench collector`. usage: collector.py SCENARIO...   Each prints lines of yagura.bench/1.

One release collector, its store on the disk under /var/tmp, TLS on, client certificates, gzip as relays send it. Lines are
made ahead of the clock; sender and collector share the machine's processors.
"""

import gzip, hashlib, http.client, json, os, ssl, subprocess, sys, tempfile, threading, time, uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, ".build/release/yagura-collector")
BATCH, SENDERS = 500, 8
STORED = int(os.environ.get("YAGURA_BENCH_STORED", "1000000"))
RELAYS = int(os.environ.get("YAGURA_BENCH_RELAYS", "1000"))


def figure(scenario, unit, values, lost=0, digits=3):
    values = sorted(values)

    def rank(part):
        return round(values[min(len(values) - 1, int(part * len(values)))], digits) if values else None

    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    print(json.dumps({
        "schema": "yagura.bench/1", "scenario": scenario, "sensor": None, "unit": unit, "n": len(values),
        "p50": rank(0.50), "p95": rank(0.95), "p99": rank(0.99), "max": rank(1), "floor_p50": None, "ratio": None,
        "lost": lost, "kernel": os.uname().release, "cpus": os.cpu_count(), "commit": commit.stdout.strip() or None,
    }), flush=True)


class Collector:
    """One collector in a folder of its own, ended with it."""

    def __init__(self):
        self.place = tempfile.mkdtemp(prefix="yagura-bench.", dir="/var/tmp")
        self.home = os.path.join(self.place, "home")
        self.command("init", "--name", "localhost", "--listen", "127.0.0.1:0")
        path = f"{self.home}/collector.yaml"
        text = open(path).read().replace("rate: 20000", "rate: 1000000")
        with open(path, "w") as file:
            file.write(text)
        self.token = self.command("token", "--name", "bench").strip()
        self.log = open(f"{self.place}/log", "w+")
        self.process = subprocess.Popen(
            [PROGRAM, "run", "--config", f"{self.home}/collector.yaml"], stderr=self.log)
        self.port = self.wait_ready()
        self.authority = f"{self.home}/ca.pem"

    def command(self, verb, *arguments):
        return subprocess.run(
            [PROGRAM, verb, "--dir", self.home, *arguments], check=True, capture_output=True, text=True).stdout

    def wait_ready(self):
        for _ in range(500):
            for line in open(f"{self.place}/log"):
                if line.startswith("ready "):
                    return int(json.loads(line[6:])["listen"].rsplit(":", 1)[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        sys.exit("the collector did not start:\n" + open(f"{self.place}/log").read())

    def tls(self, agent=None):
        context = ssl.create_default_context(cafile=self.authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        if agent:
            context.load_cert_chain(*agent)
        return context

    def connect(self, agent=None):
        return http.client.HTTPSConnection("localhost", self.port, context=self.tls(agent), timeout=60)

    def issue(self, name):
        out = os.path.join(self.place, f"{name}.bundle")
        self.command("issue", "--agent", name, "--out", out)
        bundle = json.load(open(out))
        paths = []
        for part in ("certificate", "key"):
            paths.append(os.path.join(self.place, f"{name}.{part}"))
            with open(paths[-1], "w") as file:
                file.write(bundle[part])
        return paths

    def memory(self, field="VmRSS"):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        subprocess.run(["rm", "-rf", "--one-file-system", self.place], check=True)


class Chain:
    """Writes lines of about 1.2 KB as an agent's store does."""

    def __init__(self, agent):
        self.agent, self.epoch, self.sequence, self.previous = agent, str(uuid.uuid4()), 0, "0" * 64
        self.severities = ["low", "medium", "high", "critical"]

    def batch(self, count):
        lines = []
        for _ in range(count):
            self.sequence += 1
            n = self.sequence
            line = {
                "about": None, "agent": self.agent, "baseline": hashlib.sha256(b"b").hexdigest(), "boot_id": self.epoch,
                "boot_ns": 1000000 * n, "configuration": hashlib.sha256(b"c").hexdigest(),
                "container": {"cgroup": f"/docker/{n:064x}", "id": f"{n:064x}", "name": f"web-{n % 17}", "pid": n, "runtime": "docker"},
                "epoch": self.epoch, "id": f"{self.epoch[:8]}-{n}", "incident": f"i-{self.agent}-{n // 3}",
                "items": [{"context": "/usr/sbin/nginx@image", "edit": None, "exposed_windows": 10080, "family": "lineage",
                           "item": f"/tmp/x{n}@upper", "millibits": 14299, "nearest": "/bin/sh@image", "needed": 3, "support": 0}],
                "kind": "anomaly" if n % 10 else "tripwire", "latency_ns": {"decided": 900000 + n, "seen": 400000 + n},
                "learning": {"at_most_milli": 2900, "declared_by": None, "drifting": False,
                             "expected_new_per_period_milli": 800, "state": "complete", "time_scale": 1},
                "missing": {"events": 0, "since": None}, "origin": "service", "previous": self.previous,
                "process": {"arguments": ["sh", "-c", f"curl http://198.51.100.{n % 250}/{n}"], "executable": "/bin/sh",
                            "executable_origin": "image", "lineage": ["/usr/sbin/nginx"], "pid": n, "redacted": False,
                            "start_boot_ns": 1000 * n, "uid": 0},
                "response": None, "schema": "yagura.alert/1", "sensor": "audit", "sequence": n,
                "severity": self.severities[n % 4], "techniques": ["T1059.004"],
                "time": f"2026-03-01T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}.000000000Z", "tripwire": None,
                "update": False, "vocabulary": 1,
                "workload": {"digest": None, "image": "nginx:1.25", "name": f"web-{n % 50}", "scope": "shop"},
            }
            text = json.dumps(line, sort_keys=True, separators=(",", ":")).encode()
            self.previous = hashlib.sha256(text).hexdigest()
            lines.append(text)
        return b"\n".join(lines) + b"\n"


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
