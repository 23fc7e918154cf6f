"""Turns the help that a program dumps (--experimental-dump-help, JSON on standard input) into a manual page in mdoc(7).

usage: man.py SECTION
"""

import json, re, sys

section = sys.argv[1]
root = json.load(sys.stdin)["command"]


def escape(text):
    """mdoc text: backslash, a leading dot or quote would be commands; hyphens stay hyphens, so that options can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq")
    return "\\&" + text if text[:1] in (".", "'") else text


def word(text):
    """A macro's argument: one word, whatever is in it."""
    text = escape(text)
    return f'"{text}"' if " " in text or text[:1].isupper() else text


def flag(argument):
    return next((name for name in argument.get("names", []) if name["kind"] == "long"), argument.get("preferredName"))


def shown(command):
    return [entry for entry in command.get("arguments", []) if entry.get("shouldDisplay", True)]


def usage(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        text = f"Ar {word(value)}"
    elif argument["kind"] == "flag":
        text = f"Fl \\-{word(flag(argument)['name'])}"
    else:
        text = f"Fl \\-{word(flag(argument)['name'])} Ar {word(value)}"
    return f".Op {text}" if argument.get("isOptional", True) else "." + text


def prose(text):
    """Text with each sentence on a line of its own, as mdoc wants it."""
    return [escape(part) for part in re.split(r"(?<=[.!?]) +(?=[A-Z])", text) if part]


def sentence(text):
    return text if text.endswith((".", ":", "!", "?")) else text + "."


def paragraphs(text):
    """Prose as it is; what is indented, or in columns, line by line."""
    lines = []
    for part in text.split("\n\n"):
        part = part.strip("\n")
        if not part:
            continue
        rows = part.split("\n")
        as_it_is = any(row.startswith(" ") or "  " in row.strip() for row in rows)
        lines.append(".Pp")
        if as_it_is:
            if rows[0].endswith(":") and not rows[0].startswith(" "):
                lines.append(escape(rows.pop(0)))
            lines += [".Bd -literal -compact", *map(escape, rows), ".Ed"]
        else:
            lines += prose(" ".join(rows))
    return lines


def options(command, skip):
    lines = []
    for argument in shown(command):
        name = argument["valueName"] if argument["kind"] == "positional" else flag(argument)["name"]
        if name in skip:
            continue
        lines.append(".It " + usage(argument).removeprefix(".Op ").removeprefix("."))
        text = sentence(argument.get("abstract") or "")
        values = argument.get("allValues") or []
        if values:
            text += f" One of {', '.join(values)}."
        lines += prose(text.strip())
    return [".Bl -tag -width Ds", *lines, ".El"] if lines else []


def describe(command, path, common):
    lines = [f".Ss {escape(' '.join(path))}", f".Nm {word(root['commandName'])} {' '.join(map(word, path))}"]
    lines += [usage(entry) for entry in shown(command) if entry["kind"] == "positional" or flag(entry)["name"] not in common]
    lines += [".Pp", *prose(sentence(command.get("abstract", "")))]
    lines += paragraphs(command.get("discussion", ""))
    lines += options(command, common)
    for child in children(command):
        lines += describe(child, path + [child["commandName"]], common)
    return lines


def children(command):
    return [child for child in command.get("subcommands", []) if child["commandName"] != "help" and child.get("shouldDisplay", True)]


common = {flag(entry)["name"] for entry in shown(root) if entry["kind"] != "positional"}
name = root["commandName"]
abstract = root.get("abstract", "").rstrip(".")
page = [
    ".\\\" Made by scripts/man from the program's help; do not edit.",
    ".Dd $Mdocdate$",
    f".Dt {name.upper()} {section}",
    ".Os",
    ".Sh NAME",
    f".Nm {name}",
    f".Nd {escape(abstract[:1].lower() + abstract[1:])}",
    ".Sh SYNOPSIS",
    f".Nm {name}",
    *[usage(entry) for entry in shown(root) if entry["kind"] != "positional"],
    ".Ar command",
    ".Op Ar argument ...",
    ".Sh DESCRIPTION",
    *(paragraphs(root.get("discussion", ""))[1:] or [escape(sentence(abstract))]),
    ".Pp",
    "Every command takes:",
    *options(root, set()),
    ".Sh COMMANDS",
]
for child in children(root):
    page += describe(child, [child["commandName"]], common)
other, other_section = ("yagura\\-agent", 8) if section == "1" else ("yagura", 1)
page += [".Sh SEE ALSO", f".Xr {other} {other_section}"]
print("\n".join(page))
