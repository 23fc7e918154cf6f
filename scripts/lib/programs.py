"""Reads `swift package describe --type json`; prints the executables whose name ends as the argument says."""

import json, sys

names = (target["name"] for target in json.load(sys.stdin)["targets"] if target["type"] == "executable")
print(*(name for name in names if name.endswith(sys.argv[1])), sep="\n")
