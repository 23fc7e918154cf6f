"""Reads `swift package describe --type json`; prints the executables whose name ends as the argument says, or with
--shipped those that a package carries: all but checks and benchmarks."""

import json, sys

names = sorted(target["name"] for target in json.load(sys.stdin)["targets"] if target["type"] == "executable")
if sys.argv[1] == "--shipped":
    names = [name for name in names if not name.endswith(("-check", "-bench"))]
else:
    names = [name for name in names if name.endswith(sys.argv[1])]
print(*names, sep="\n")
