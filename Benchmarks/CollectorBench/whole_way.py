"""Scenarios with a relay between: from an attack in a container to the collector's API, and the relay's own memory."""

import http.client, json, os, shutil, socket, subprocess, sys, tempfile, threading, time

from bench_collector import ROOT, figure

sys.path.insert(0, os.path.join(ROOT, "Benchmarks/HostBench"))
BIN = os.path.join(ROOT, ".build/release")
ATTACKS, CONTAINERS = 100, 10


class Relay:
    """One release relay between a stream socket and the collector."""

    def __init__(self, collector, agent, stream):
        self.place = tempfile.mkdtemp(prefix="yagura-bench-relay.")
        self.folder = f"{self.place}/etc"
        collector.command("issue", "--agent", agent, "--out", f"{self.place}/bundle")
        # The collector chose its port when it began.
        with open(f"{self.place}/bundle") as file:
            text = file.read().replace("https://localhost:0", f"https://localhost:{collector.port}")
        with open(f"{self.place}/bundle", "w") as file:
            file.write(text)
        subprocess.run(
            [f"{BIN}/yagura-relay", "enroll", "--bundle", f"{self.place}/bundle", "--dir", self.folder],
            check=True, capture_output=True)
        with open(f"{self.folder}/bench.yaml", "w") as file:
            file.write(
                f"sockets: {{ stream: {stream} }}\nmetrics: {{ listen: \"off\" }}\n"
                f"collector: {{ urls: [\"https://localhost:{collector.port}\"] }}\n"
                f"tls: {{ ca: {self.folder}/ca.pem, certificate: {self.folder}/certificate.pem, key: {self.folder}/key.pem }}\n")
        self.process = None

    def start(self):
        self.log = open(f"{self.place}/log", "w+")
        self.process = subprocess.Popen(
            [f"{BIN}/yagura-relay", "run", "--config", f"{self.folder}/bench.yaml"], stderr=self.log)
        for _ in range(500):
            if "ready " in open(f"{self.place}/log").read():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        sys.exit("the relay did not start:\n" + open(f"{self.place}/log").read())

    def memory(self, field="VmRSS"):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.log.close()
        shutil.rmtree(self.place)


def follow(collector, agent, arrived):
    """Notes when each executable's alert comes out of /api/v1/events, as the console gets it."""
    connection = http.client.HTTPSConnection("localhost", collector.port, context=collector.tls(), timeout=120)
    connection.request("GET", f"/api/v1/events?agent={agent}", headers={"Authorization": f"Bearer {collector.token}"})
    answer = connection.getresponse()
    answer.readline()      # what is said at once: the reader is connected

    def read():
        try:
            while line := answer.readline():
                moment = time.monotonic_ns()
                if line.startswith(b"data: "):
                    process = json.loads(line[6:])["alert"].get("process") or {}
                    arrived.setdefault(process.get("executable"), moment)
        except (OSError, ValueError, http.client.HTTPException):
            pass      # the collector has ended, or nothing came for long

    threading.Thread(target=read, daemon=True).start()


def attack_to_api(collector):
    """From before the execve of a program that the image did not bring to its alert at a reader of the API."""
    from bench_host import Agent, Containers, listener, wait_until

    if os.geteuid() != 0:
        sys.exit("attack_to_api needs root: audit and containers")
    act = tempfile.mktemp(prefix="yagura-act.")
    subprocess.run(["gcc", "-O2", "-static", "-o", act, f"{ROOT}/Benchmarks/HostBench/floor/act.c"], check=True)
    place, agent, relay, values, lost, arrived = Containers(act), None, None, [], 0, {}
    name = socket.gethostname()
    try:
        relay = Relay(collector, name, "unknown")
        agent = Agent(f"{place.state}/runc", more=f"stream: {{ chain_key: {relay.folder}/chain.key }}\n")
        with open(f"{relay.folder}/bench.yaml") as file:
            text = file.read().replace("unknown", f"{agent.work}/run/stream.sock")
        with open(f"{relay.folder}/bench.yaml", "w") as file:
            file.write(text)
        relay.start()
        follow(collector, name, arrived)
        # A tripwire is told twelve times an hour in each workload: several of them share the attacks.
        victims = [listener(place, f"bench{index}") for index in range(CONTAINERS)]
        time.sleep(2)
        for index in range(ATTACKS):
            root, page, pipe = victims[index % CONTAINERS]
            program = f"/tmp/foreign{index}"
            shutil.copy(act, root + program)
            page.clear()
            pipe.write(f"note {program}\n".encode())
            if wait_until(lambda: program in arrived, 10) and page[0]:
                values.append((arrived[program] - page[0]) / 1e6)
            else:
                lost += 1
            time.sleep(0.02)
        figure("attack_to_api", "ms", values, lost=lost)
        figure("relay_rss_with_agent", "MiB", [relay.memory()])
    finally:
        for part in (relay, agent, place):
            if part:
                part.close()
        os.unlink(act)


def relay_rss(collector, lines=50_000):
    """The relay's memory when it has nothing to do, and behind 50,000 lines carried without a pause."""
    from stream import Stream

    place = tempfile.mkdtemp(prefix="yagura-bench-stream.")
    relay = None
    try:
        for count, name in ((1, "relay_rss_idle"), (lines, "relay_rss")):
            agent = f"bench-relay-{count}"
            stream = Stream(f"{place}/{count}.sock", agent, count)
            relay = Relay(collector, agent, f"{place}/{count}.sock")
            begun = time.monotonic()
            relay.start()
            while stream.acknowledged < count:
                if time.monotonic() - begun > 120:
                    sys.exit(f"only {stream.acknowledged} of {count} lines were carried")
                time.sleep(0.01)
            if count == lines:
                figure("relay_rate", "alerts/s", [count / (time.monotonic() - begun)], digits=0)
            time.sleep(5)
            figure(name, "MiB", [relay.memory()])
            figure(name + "_peak", "MiB", [relay.memory("VmHWM")])
            relay.close()
            relay = None
    finally:
        if relay:
            relay.close()
        shutil.rmtree(place)
