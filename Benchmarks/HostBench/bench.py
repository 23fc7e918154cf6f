"""The scenarios of `scripts/bench`. usage: bench.py ACT host|SCENARIO...   Each prints lines of yagura.bench/1."""

import json, os, shutil, subprocess, sys, threading, time
from concurrent.futures import ThreadPoolExecutor

from bench_host import BIN, Agent, Containers, Page, figure, listener, run, wait_until

ACT = sys.argv[1]


def item_of(line):
    return json.loads(line).get("item") or {}


def foreign(root, index):
    """A program that the image did not bring, of a name of its own: a tripwire tells each executable once."""
    shutil.copy(ACT, f"{root}/tmp/foreign{index}")
    return f"/tmp/foreign{index}"


def exec_to_alert_stored(containers, count=100):
    agent = Agent(f"{containers.state}/runc")
    arrived, reader, name = {}, None, None

    def tail():
        try:
            for line in agent.ask("tail", timeout=60):
                moment = time.monotonic_ns()
                path = (item_of(line).get("process") or {}).get("executable")
                arrived.setdefault(path, moment)
        except (OSError, ValueError):
            pass      # the agent has ended, or the line was cut by its end

    reader = threading.Thread(target=tail, daemon=True)
    reader.start()
    time.sleep(1)
    values, lost = [], 0
    for index in range(count):
        if index % 10 == 0:
            # A tripwire of one workload tells twelve alerts an hour: a workload of its own for each ten.
            if name:
                containers.remove(name)
            name = "bench-" + chr(ord("a") + index // 10)
            root, page, pipe = listener(containers, name)
            time.sleep(0.5)
        program = foreign(root, index)
        page.clear()
        pipe.write(f"note {program}\n".encode())
        if wait_until(lambda: program in arrived, 3) and page[0]:
            values.append((arrived[program] - page[0]) / 1e6)
        else:
            lost += 1
        time.sleep(0.02)
    floors = [int(word) / 1e6 for word in run(ACT, "store", f"{agent.work}/store/floor", str(count)).split()]
    sensor = agent.sensor
    containers.remove(name)
    agent.close()
    figure("exec_to_alert_stored", "ms", values, floors, lost=lost, sensor=sensor)


def exec_to_frozen(containers, count=20):
    agent = Agent(f"{containers.state}/runc", mode="enforce")
    root, page, pipe = listener(containers)
    freezers = list(containers.freezers("bench"))
    time.sleep(1)

    def is_frozen():
        # One look: the freezer's own state, or the event file of version 2.
        for path, word in freezers:
            with open(path.replace("cgroup.freeze", "cgroup.events")) as file:
                text = file.read()
            if "FROZEN" in text or "frozen 1" in text:
                return True
        return False

    values, lost = [], 0
    for index in range(count):
        program = foreign(root, index)
        page.clear()
        pipe.write(f"spin {program}\n".encode())
        if wait_until(is_frozen, 2):
            time.sleep(0.02)
            # The last moment that the stopped loop saw: nothing outside the container needs to be quick. Both are 0 when the
            # program was frozen before its first instruction.
            values.append((page[1] - page[0]) / 1e6)
        else:
            lost += 1
        for line in agent.ask("respond", action="thaw", target="bench"):
            if os.environ.get("BENCH_VERBOSE"):
                print(line, file=sys.stderr)
        wait_until(lambda: not is_frozen(), 5)
        time.sleep(3.1)
    own = "/sys/fs/cgroup/freezer/yagura-bench-floor"
    name = "freezer.state"
    if not os.path.isdir("/sys/fs/cgroup/freezer"):
        own, name = "/sys/fs/cgroup/yagura-bench-floor", "cgroup.freeze"
    os.makedirs(own, exist_ok=True)
    floors = [int(word) / 1e6 for word in run(ACT, "freeze", own, name, "50").split()]
    wait_until(lambda: not open(f"{own}/cgroup.procs").read(), 2)
    os.rmdir(own)
    sensor = agent.sensor
    containers.remove("bench")
    agent.close()
    figure("exec_to_frozen", "ms", values, floors, lost=lost, sensor=sensor)


def loop_in(containers, execs, name="bench-loop"):
    """Runs the exec loop inside a container of its own; gives nanoseconds and processor microseconds."""
    containers.prepare(name, "loop", str(execs))
    text = run("runc", "--root", f"{containers.state}/runc", "run", "--bundle", f"{containers.state}/{name}", name,
               stdin=subprocess.DEVNULL)
    containers.remove(name)
    return tuple(int(word) for word in text.split())


def loops_in(containers, execs):
    """Two such loops at a time, half of the execs each: one alone does not reach 2,000 execs a second everywhere."""
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda name: loop_in(containers, execs // 2, name), ("bench-loop1", "bench-loop2")))
    return max(elapsed for elapsed, _ in parts), sum(cpu for _, cpu in parts)


def agent_cpu_and_ratio(containers, pairs=5, execs=8000):
    """agent_cpu_per_event and workload_cpu_ratio from the same interleaved pairs: without the agent, then under it."""
    per_exec, per_event, rates, ratios, without, lost, sensor = [], [], [], [], [], 0, "audit"
    for _ in range(pairs):
        _, cpu = loops_in(containers, execs)
        without.append(cpu / execs)
        agent = Agent(f"{containers.state}/runc")
        before, used = agent.status(), agent.cpu_us()
        elapsed, cpu_under = loops_in(containers, execs)
        time.sleep(0.5)
        after, used = agent.status(), agent.cpu_us() - used
        per_exec.append(used / execs)
        per_event.append(used / max(1, after["events"] - before["events"]))
        rates.append(execs * 1e9 / elapsed)
        ratios.append(cpu_under / cpu)
        lost += after["dropped"] - before["dropped"]
        sensor = agent.sensor
        agent.close()
    figure("agent_cpu_per_event", "us", per_event, lost=lost, sensor=sensor)
    figure("agent_cpu_per_exec", "us", per_exec, without, lost=lost, sensor=sensor)
    figure("workload_execs_per_second", "1/s", rates, lost=lost, sensor=sensor)
    figure("workload_cpu_ratio", "ratio", ratios, [1], ratio=round(sorted(ratios)[len(ratios) // 2], 3), lost=lost,
           sensor=sensor)


def container_seen(containers, count=30):
    agent = Agent(f"{containers.state}/runc")
    values, floors, lost = [], [], 0
    for index in range(count):
        name = f"bench-seen{index}"
        containers.prepare(name, "init", "/tmp/page")
        page = Page(f"{containers.root(name)}/tmp/page")
        starter = threading.Thread(target=containers.start, args=(name,))
        starter.start()
        end, seen = time.monotonic() + 5, 0
        while time.monotonic() < end and not seen:
            asked = time.monotonic_ns()
            if any(name in line for line in agent.ask("containers")):
                seen = time.monotonic_ns()
            else:
                floors.append((time.monotonic_ns() - asked) / 1e6)
                time.sleep(0.002)
        starter.join()
        wait_until(lambda: page[1], 2)
        if seen and page[1]:
            # Known before its program's first instruction counts as 0.
            values.append(max(0, seen - page[1]) / 1e6)
        else:
            lost += 1
        containers.remove(name)
    sensor = agent.sensor
    agent.close()
    figure("container_seen", "ms", values, floors, lost=lost, sensor=sensor)


def agent_rss(containers):
    names = [f"rss{workload}" for workload in range(4)]
    agent = Agent(f"{containers.state}/runc")
    floor = subprocess.Popen([ACT, "ready"], stdout=subprocess.PIPE)
    floor.stdout.readline()
    with open(f"/proc/{floor.pid}/status") as file:
        least = [int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS")]
    floor.terminate()
    floor.wait()
    started = []
    for total in (2, 20):
        while len(started) < total:
            name = f"{names[len(started) % 4]}-{len(started)}"
            containers.prepare(name, "init", "/tmp/page")
            containers.start(name)
            started.append(name)
        time.sleep(3)
        figure(f"agent_rss_{total}_containers", "MiB", [agent.rss_mb()], least, sensor=agent.sensor)
    for name in started:
        containers.remove(name)
    agent.close()


def start_to_ready(containers, count=15):
    values, floors, sensor = [], [], "audit"
    for _ in range(count):
        agent = Agent(f"{containers.state}/runc")
        values.append(agent.ready_ms)
        sensor = agent.sensor
        agent.close()
        begun = time.monotonic_ns()
        floor = subprocess.Popen([ACT, "ready"], stdout=subprocess.PIPE)
        floor.stdout.readline()
        floors.append((time.monotonic_ns() - begun) / 1e6)
        floor.terminate()
        floor.wait()
        floor.stdout.close()
    figure("start_to_ready", "ms", values, floors, sensor=sensor)


def audit_assembler(containers, count=5):
    values, floors = [], []
    records = os.path.join(containers.state, "records")
    with open(records, "w") as file:
        file.write(run(f"{BIN}/yagura-bench", "records"))
    for _ in range(count):
        values.append(float(run(f"{BIN}/yagura-bench", "assembler")))
        floors.append(float(run(ACT, "fields", records, "20000")))
    figure("audit_assembler", "records/s", values, floors, digits=0)


SCENARIOS = {
    "start_to_ready": start_to_ready,
    "exec_to_alert_stored": exec_to_alert_stored,
    "exec_to_frozen": exec_to_frozen,
    "agent_cpu_per_event": agent_cpu_and_ratio,
    "workload_cpu_ratio": agent_cpu_and_ratio,
    "container_seen": container_seen,
    "agent_rss": agent_rss,
    "audit_assembler": audit_assembler,
}

wanted = list(SCENARIOS) if sys.argv[2:] in ([], ["host"]) else sys.argv[2:]
if unknown := [name for name in wanted if name not in SCENARIOS]:
    sys.exit(f"no such scenario: {', '.join(unknown)}; there are host, {', '.join(SCENARIOS)}")
place = Containers(ACT)
try:
    for scenario in dict.fromkeys(SCENARIOS[name] for name in wanted):
        scenario(place)
finally:
    for agent in list(Agent.living):
        agent.close()
    place.close()
