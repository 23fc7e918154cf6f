#!/usr/bin/env bash
# Shows what a static release binary of the agent links: no Foundation beyond Essentials and its ICU, no name resolution.
# usage: scripts/lib/linked.sh PATH
set -euo pipefail
binary=$1
status=0
complain() { echo "$binary: $*" >&2; status=1; }

# Swift mangles the module into each symbol: $s20FoundationEssentials…, but $s10Foundation… for all of Foundation.
symbols=$(nm "$binary" 2>/dev/null || true)
[ -n "$symbols" ] || complain "has no symbol table; check the binary before it is stripped"
whole=$(grep -cE ' [TtDdRr] \$s(10Foundation[A-Z0-9]|17FoundationNetworking|13FoundationXML)' <<<"$symbols" || true)
[ "$whole" = 0 ] || complain "links $whole symbols of the whole Foundation"

# The only libraries: glibc, the C++ runtime's unwinder, and the three C libraries of the agent.
while read -r library; do
    case $library in
        libc.so.*|libm.so.*|libgcc_s.so.*|libstdc++.so.*|ld-linux*|libdl.so.*|libpthread.so.*) ;;
        libaudit.so.*|libsqlite3.so.*|libyaml-0.so.*) ;;
        *) complain "links $library" ;;
    esac
done < <(objdump -p "$binary" | awk '$1 == "NEEDED" { print $2 }')

# socket(2) itself serves netlink and Unix sockets; what only a network client needs must be absent. That no
# AF_INET socket is ever opened is shown at run time by the tests, which look at the agent's descriptors.
network=$(nm -D --undefined-only "$binary" | awk '{ print $NF }' | grep -xE '(getaddrinfo|getnameinfo|gethostby.*|res_n?query|inet_(pton|addr|aton))(@.*)?' || true)
[ -z "$network" ] || complain "refers to ${network//$'\n'/ }"

[ $status != 0 ] || echo "linked: $binary has no whole Foundation, no name resolution, no library beyond libaudit, libsqlite3, libyaml"
exit $status
