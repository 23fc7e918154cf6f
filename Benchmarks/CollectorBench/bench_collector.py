"""The parts that scenarios share: the collector under test, and lines as an agent writes them."""

import hashlib, http.client, json, os, ssl, subprocess, sys, tempfile, time, uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, ".build/release/yagura-collector")


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
        text = open(path).read().replace("rate: 20000", "rate: 1000000").replace("512MiB", "1TiB")
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
