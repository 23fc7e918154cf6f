"""Prints the kernel's audit settings and rules, one a line, by netlink: no auditd package is needed to look.

`lost` and `backlog` are counters, not settings, and are left out. The length of the turns of the kernel's thread for
records is among the settings: the agent changes it.
"""

import ctypes, platform, socket, struct, sys

AUDIT_GET, AUDIT_LIST_RULES, NLMSG_ERROR, NLMSG_DONE = 1000, 1013, 2, 3
NLM_F_REQUEST, NLM_F_ACK = 1, 4
NETLINK_AUDIT = 9


def ask(kind):
    """Yields (type, payload) of each answer up to the end or the acknowledgement."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_AUDIT) as link:
        link.settimeout(2)
        link.bind((0, 0))
        link.send(struct.pack("=IHHII", 16, kind, NLM_F_REQUEST | NLM_F_ACK, 1, 0))
        acknowledged = False
        while True:
            message = link.recv(65536)
            answer = struct.unpack_from("=IHHII", message)[1]
            payload = message[16:]
            if answer == NLMSG_ERROR:
                error = struct.unpack_from("=i", payload)[0]
                if error:
                    raise OSError(-error, "the kernel refused the audit request")
                acknowledged = True
                if kind == AUDIT_GET:
                    link.settimeout(0.5)
            elif answer == NLMSG_DONE:
                return
            else:
                yield answer, payload
                if kind == AUDIT_GET:
                    return


def record_thread_slice():
    """Nanoseconds; None where kauditd or the call cannot be reached."""
    number = {"x86_64": 315, "aarch64": 275}.get(platform.machine())
    for pid in range(3, 4096):
        try:
            with open(f"/proc/{pid}/stat") as file:
                is_found = file.read().split(")")[0].endswith("(kauditd")
        except (OSError, UnicodeDecodeError):
            continue
        if is_found:
            attributes = ctypes.create_string_buffer(48)
            if number and ctypes.CDLL(None).syscall(number, pid, attributes, 48, 0) == 0:
                return struct.unpack("=IIQiIQQQ", attributes.raw)[5]
    return None


try:
    print(f"audit record_thread_slice {record_thread_slice()}")
    for _, payload in ask(AUDIT_GET):
        fields = struct.unpack_from("=10I", payload)
        names = ("mask", "enabled", "failure", "pid", "rate_limit", "backlog_limit", None, None, None, "backlog_wait_time")
        for name, value in zip(names, fields):
            if name and name != "mask":
                print(f"audit {name} {value}")
    for _, payload in ask(AUDIT_LIST_RULES):
        print("audit rule", payload.rstrip(b"\0").hex())
except OSError as error:
    print(f"audit cannot be read: {error}", file=sys.stderr)
    print("audit unreadable")
