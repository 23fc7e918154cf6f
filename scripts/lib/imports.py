"""Reads `swift package describe --type json`; reports imports that are not declared or not allowed.

SwiftPM's --explicit-target-dependency-import-check accepts a target behind a dependency and a module behind a
product. This compares the import lines themselves.
"""

import json, pathlib, re, sys

# Modules of the toolchain that a target may import without declaring them.
TOOLCHAIN = {"Swift", "Glibc", "Synchronization"}
PURE = {"BehaviourModel", "Attribution", "Detection", "ResponsePlanning"}
# Where JSON is at home; everywhere else in the agent not even Essentials.
ESSENTIALS = {"WireProtocol", "Relay", "yagura", "yagura-agent", "yagura-relay"}
FOUNDATION = {"Collector", "yagura-collector"}
# A product's name is its module's name, unless it is listed here.
MODULES_OF_PRODUCT: dict[str, set[str]] = {}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|actor|func|var|let|typealias)\s+)?([A-Za-z_]\w*)"
)


def allowed(target):
    names = {d.replace("-", "_") for d in target.get("target_dependencies", [])}
    for product in target.get("product_dependencies", []):
        names |= MODULES_OF_PRODUCT.get(product, {product})
    if target["name"] in PURE:
        return names | {"Swift"}
    names |= TOOLCHAIN
    if target["type"] == "test":
        names |= {"Testing", "Foundation", "FoundationEssentials"}
    if target["name"] in ESSENTIALS:
        names.add("FoundationEssentials")
    if target["name"] in FOUNDATION:
        names |= {"FoundationEssentials", "Foundation"}
    return names


package = json.load(sys.stdin)
problems = []
for target in package["targets"]:
    name = target["name"]
    if name in PURE - {"BehaviourModel"} and set(target.get("target_dependencies", [])) != {"BehaviourModel"}:
        problems.append(f"Package.swift: {name} may depend on BehaviourModel only")
    if name in PURE and target.get("product_dependencies"):
        problems.append(f"Package.swift: {name} may use no package: {target['product_dependencies']}")
    permitted = allowed(target)
    for source in target["sources"]:
        path = pathlib.Path(target["path"], source)
        if path.suffix != ".swift":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = IMPORT.match(line)
            if match and match[1] not in permitted:
                problems.append(
                    f"{path}:{number}: {name} may not import {match[1]}; declare it in Package.swift, if the rules in scripts/lib/imports.py allow it"
                )

print("\n".join(problems) or f"imports: {len(package['targets'])} targets agree with Package.swift", file=sys.stderr if problems else sys.stdout)
sys.exit(1 if problems else 0)
