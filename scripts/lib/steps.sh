# The steps of scripts/quickstart. Sourced after say.sh; uses its variables work, demo, agent, traffic, scale.

# step WHAT COMMAND...: says what is done, does it here (not in a subshell), says how long it took.
step() {
    local what=$1 start; shift
    start=$(now)
    printf '\n%s== %s%s\n' "$bold" "$what" "$plain"
    failed_in=$what
    "$@"
    failed_in=
    printf '%s   took %s%s\n' "$dim" "$(seconds $(($(now) - start)))" "$plain"
}

build() { local product; for product in yagura-agent yagura yagura-lease yagura-canary; do swift build --product $product; done; }

command_line() { echo "$bin/yagura --socket $work/run/control.sock"; }
yagura() { $bin/yagura --socket "$work/run/control.sock" "$@"; }

# A configuration of its own: nothing under /etc, /var/lib or /run/yagura is used for the agent's state.
start_agent() {
    mkdir -p "$work/run" "$work/store" "$work/response.d" "$work/relay"
    cp profiles/response/*.yaml "$work/response.d/"
    {
        echo "mode: $1"
        echo "time: { scale: $scale }"
        echo "store: { directory: $work/store }"
        echo "sockets: { control: $work/run/control.sock, stream: $work/run/stream.sock }"
        echo "response: { policy: $work/response.d }"
        echo "stream: { chain_key: $work/relay/chain.key }"
        [ -z "$demo" ] || echo "runtimes: { docker: [], runc: [{ root: $demo/runc }] }"
    } >"$work/agent.yaml"
    $bin/yagura-agent check --config "$work/agent.yaml"
    $bin/yagura-agent run --config "$work/agent.yaml" 2>"$work/agent.log" &
    agent=$!
    yagura wait ready --timeout 30s || { cat "$work/agent.log" >&2; return 1; }
    grep '^ready ' "$work/agent.log"
    yagura status
}

start_demo() { scripts/demo/run up "$demo" >/dev/null; say "state of the demo: $demo"; }
start_traffic() { scripts/demo/run traffic "$demo" >"$work/traffic.log" 2>&1 & traffic=$!; }

see_containers() {
    yagura containers
    local name
    for name in demo-web demo-store; do
        yagura containers --json | python3 scripts/lib/seen.py container "$name"
    done
}

learn() {
    yagura wait learned --workload host/demo-web --timeout 10m
    yagura wait learned --workload host/demo-store --timeout 10m
}

frozen_by_kernel() {
    local group; group=yagura-demo-web-$(basename "$demo")
    grep -qsxE 'FROZEN|1' "/sys/fs/cgroup/freezer/$group/freezer.state" "/sys/fs/cgroup/$group/cgroup.freeze" \
        "/sys/fs/cgroup/unified/$group/cgroup.freeze"
}

see_frozen() {
    yagura wait frozen --workload host/demo-web --timeout 20s
    if frozen_by_kernel; then say "the kernel says: frozen"; else say "error: the kernel does not say frozen" >&2; return 1; fi
}

see_acts() { yagura alerts --json | python3 scripts/lib/seen.py attack demo-web; }

explain() {
    local id
    for id in $(yagura alerts --json | python3 scripts/lib/seen.py ids demo-web); do yagura explain "$id"; done
}

thaw() {
    yagura respond thaw host/demo-web
    ! frozen_by_kernel || { say "error: still frozen" >&2; return 1; }
    nsenter --net="$demo/net/outside" timeout 5 bash scripts/demo/get 10.77.1.10 8080 /about
}

# Ends what was started, in reverse, and compares the host with what it was. Runs once, however the script ends.
finish() {
    local status=$1
    trap - EXIT; trap '' INT TERM
    [ -z "$failed_in" ] || printf 'error: not seen: %s\n' "$failed_in" >&2
    printf '\n%s== Leave the machine as it was%s\n' "$bold" "$plain"
    set +e
    [ -z "$traffic" ] || { kill "$traffic" 2>/dev/null; wait "$traffic" 2>/dev/null; cat "$work/traffic.log"; }
    end_collector || { [ "$status" != 0 ] || status=1; }
    if [ -n "$agent" ]; then
        kill "$agent" 2>/dev/null; wait "$agent" || { say "error: the agent ended with $?" >&2; [ "$status" != 0 ] || status=1; }
        grep '^events=' "$work/agent.log" || { say "error: the agent said no last word" >&2; tail -20 "$work/agent.log" >&2; [ "$status" != 0 ] || status=1; }
    fi
    [ -z "$demo" ] || scripts/demo/run down "$demo" || status=1
    [ -z "$work" ] || rm -rf "$work"
    if [ -n "$before" ]; then scripts/leftovers compare "$before" || status=1; rm -f "$before"; fi
    exit "$status"
}
failed_in=
bin=.build/debug
