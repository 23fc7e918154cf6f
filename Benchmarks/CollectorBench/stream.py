"""The stream socket of an agent that has only lines, made ahead of the clock (yagura.stream/1, docs/relay.md)."""

import hashlib, json, socket, threading, time, uuid


class Stream:
    def __init__(self, path, agent, count):
        self.agent, self.epoch, self.acknowledged = agent, str(uuid.uuid4()), 0
        self.lines, self.previous = [], "0" * 64
        for number in range(1, count + 1):
            self.lines.append(self.line(number))
            self.previous = hashlib.sha256(self.lines[-1]).hexdigest()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def line(self, number):
        value = {
            "schema": "yagura.alert/1", "agent": self.agent, "epoch": self.epoch, "sequence": number, "previous": self.previous,
            "id": f"{self.epoch[:8]}-{number}", "time": "2026-03-01T00:00:00.000000000Z", "boot_ns": number, "boot_id": "b",
            "kind": "anomaly", "severity": "medium", "unknown": "x" * 600}
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

    def accept(self):
        while True:
            link, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(link,), daemon=True).start()

    def serve(self, link):
        try:
            with link, link.makefile("rwb") as stream:
                for text in stream:
                    self.answer(json.loads(text), stream)
        except OSError:
            pass      # the relay was killed

    def answer(self, request, stream):
        arguments = request.get("arguments", {})
        if request["request"] == "read":
            self.read(arguments, stream)
        elif request["request"] == "acknowledge":
            assert arguments["through"]["epoch"] == self.epoch
            self.acknowledged = max(self.acknowledged, arguments["through"]["sequence"])
        else:
            self.say(stream, self.heartbeat())
        while request["request"] == "subscribe":
            time.sleep(1)
            self.say(stream, self.heartbeat())
            stream.flush()
        self.say(stream, {"end": {"status": 0, "message": None}})
        stream.flush()

    def read(self, arguments, stream):
        place = arguments.get("after", {}).get("sequence", self.acknowledged)
        taken, size = [], 0
        for line in self.lines[place:place + arguments["lines"]]:
            if taken and size + len(line) + 1 > arguments["bytes"]:
                break
            taken.append(line)
            size += len(line) + 1
        if taken:
            ends = list(range(place + 1, place + 1 + len(taken)))
            self.say(stream, {"batch": {
                "agent": self.agent, "epoch": self.epoch, "ends": ends, "sizes": [len(line) for line in taken]}})
            stream.write(b"".join(line + b"\n" for line in taken))

    def heartbeat(self):
        return {"heartbeat": {
            "schema": "yagura.heartbeat/1", "agent": self.agent, "epoch": self.epoch,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "boot_ns": 1, "boot_id": "b", "version": "check",
            "health": "ok", "sensors": [], "containers": 0, "workloads": 0, "events": 0, "lost": 0, "held_back": 0,
            "head": {"sequence": len(self.lines), "hash": self.previous}, "acknowledged": self.acknowledged}}

    @staticmethod
    def say(stream, value):
        stream.write(json.dumps(value).encode() + b"\n")
