"""The parts that scenarios share: containers, the agent, its control socket, the line that a figure is printed as."""

import json, mmap, os, re, shutil, signal, socket, subprocess, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(ROOT, ".build/release")


def run(*command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def figure(scenario, unit, values, floors=(), ratio=None, lost=0, sensor="audit", digits=3):
    """Prints one yagura.bench/1 line. Percentiles are nearest-rank."""
    values, floors = sorted(values), sorted(floors)

    def rank(part, of):
        return round(of[min(len(of) - 1, int(part * len(of)))], digits) if of else None

    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    print(json.dumps({
        "schema": "yagura.bench/1", "scenario": scenario, "sensor": sensor, "unit": unit, "n": len(values),
        "p50": rank(0.50, values), "p95": rank(0.95, values), "p99": rank(0.99, values), "max": rank(1, values),
        "floor_p50": rank(0.50, floors), "ratio": ratio, "lost": lost, "kernel": os.uname().release,
        "cpus": os.cpu_count(), "commit": commit.stdout.strip() or None,
    }), flush=True)


class Page:
    """Two moments that a program in a container writes: before its execve, and the last one it lived."""

    def __init__(self, path):
        with open(path, "w+b") as file:
            file.truncate(4096)
            self.map = mmap.mmap(file.fileno(), 4096)

    def clear(self):
        self.map[0:16] = bytes(16)

    def __getitem__(self, index):
        return int.from_bytes(self.map[8 * index:8 * index + 8], "little")


class Containers:
    """Real runc containers on an overlay of one static program, in a state folder of their own."""

    def __init__(self, act):
        self.state = tempfile.mkdtemp(prefix="yagura-bench.")
        run("mount", "-t", "tmpfs", "-o", "mode=755,size=256m", "yagura-bench", self.state)
        self.image = os.path.join(self.state, "image")
        for folder in ("bin", "proc", "dev", "tmp"):
            os.makedirs(os.path.join(self.image, folder))
        shutil.copy(act, os.path.join(self.image, "bin/act"))
        self.names = []

    def root(self, name):
        return os.path.join(self.state, name, "rootfs")

    def cgroup(self, name):
        return f"/yagura-{name}-{os.path.basename(self.state)}"

    def prepare(self, name, *arguments):
        bundle = os.path.join(self.state, name)
        shutil.rmtree(bundle, ignore_errors=True)
        for folder in ("rootfs", "upper", "work"):
            os.makedirs(os.path.join(bundle, folder), exist_ok=True)
        run("mount", "-t", "overlay", "yagura-bench", self.root(name), "-o",
            f"lowerdir={self.image},upperdir={bundle}/upper,workdir={bundle}/work")
        with open(os.path.join(bundle, "config.json"), "w") as file:
            json.dump({
                "ociVersion": "1.0.2", "hostname": name, "root": {"path": "rootfs"},
                "process": {"args": ["/bin/act", *arguments], "cwd": "/", "env": [], "user": {"uid": 0, "gid": 0}},
                "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
                           {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"}],
                "linux": {"cgroupsPath": self.cgroup(name), "namespaces": [
                    {"type": kind} for kind in ("pid", "mount", "ipc", "uts", "network")]},
            }, file)
        self.names.append(name)

    def start(self, name):
        # No pipe of ours: the container keeps what it inherits.
        subprocess.run(
            ["runc", "--root", f"{self.state}/runc", "run", "--detach", "--bundle", f"{self.state}/{name}", name],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def remove(self, name):
        for file, word in self.freezers(name):
            with open(file, "w") as freezer:
                freezer.write(word)
        subprocess.run(["runc", "--root", f"{self.state}/runc", "delete", "--force", name], stderr=subprocess.DEVNULL)
        subprocess.run(["umount", "-l", self.root(name)])
        self.names.remove(name)

    def freezers(self, name):
        for base, file, word in (("freezer", "freezer.state", "THAWED"), ("", "cgroup.freeze", "0"),
                                 ("unified", "cgroup.freeze", "0")):
            path = os.path.join("/sys/fs/cgroup", base, self.cgroup(name)[1:], file)
            if os.path.exists(path):
                yield path, word

    def close(self):
        for name in list(self.names):
            self.remove(name)
        run("umount", "-l", self.state)
        os.rmdir(self.state)


def listener(containers, name="bench"):
    """A container whose first process listens, and executes what is written to its pipe."""
    containers.prepare(name, "serve", "/tmp/pipe", "/tmp/page")
    root = containers.root(name)
    os.mkfifo(f"{root}/tmp/pipe")
    page = Page(f"{root}/tmp/page")
    containers.start(name)
    pipe = open(f"{root}/tmp/pipe", "r+b", buffering=0)
    return root, page, pipe


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.002)
    return False


class Agent:
    """The release agent under a configuration of its own."""

    living = []

    def __init__(self, runc_root, mode="alert", more=""):
        self.work = tempfile.mkdtemp(prefix="yagura-bench-agent.")
        os.makedirs(f"{self.work}/run")
        shutil.copytree(f"{ROOT}/profiles/response", f"{self.work}/response.d")
        self.socket = f"{self.work}/run/control.sock"
        with open(f"{self.work}/agent.yaml", "w") as file:
            file.write(
                f"mode: {mode}\nstore: {{ directory: {self.work}/store }}\n"
                f"sockets: {{ control: {self.socket}, stream: {self.work}/run/stream.sock }}\n"
                f"response: {{ policy: {self.work}/response.d, max_containers: 10000, per: 1s }}\n"
                f"runtimes: {{ docker: [], runc: [{{ root: {runc_root} }}] }}\n{more}")
        begun = time.monotonic_ns()
        self.process = subprocess.Popen(
            [f"{BIN}/yagura-agent", "run", "--config", f"{self.work}/agent.yaml"], stderr=subprocess.PIPE, text=True)
        Agent.living.append(self)
        for line in self.process.stderr:
            if line.startswith("ready "):
                break
        else:
            raise SystemExit("error: the agent did not become ready")
        self.ready_ms = (time.monotonic_ns() - begun) / 1e6
        self.sensor = "audit" if "audit" in line else "procfs"

    def ask(self, request, timeout=10, **arguments):
        """Yields each line of the answer."""
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(timeout)
            link.connect(self.socket)
            line = {"schema": "yagura.control/1", "request": request}
            if arguments:
                line["arguments"] = arguments
            link.sendall(json.dumps(line).encode() + b"\n")
            with link.makefile("r") as answers:
                for answer in answers:
                    yield answer
                    # The connection stays open for the next request.
                    if "end" in json.loads(answer):
                        return

    def status(self):
        return next(json.loads(line)["item"] for line in self.ask("status"))

    def cpu_us(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")

    def rss_mb(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024

    def close(self):
        Agent.living.remove(self)
        self.process.send_signal(signal.SIGTERM)
        rest = self.process.stderr.read()
        self.process.wait(20)
        shutil.rmtree(self.work, ignore_errors=True)
        return rest
