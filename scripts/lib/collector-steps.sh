# The part of scripts/quickstart behind the agent: a collector and a relay. Sourced after steps.sh.

# Builds them while the agent learns, behind everything else; `await_rest` waits for the end.
build_rest() {
    # A process group of its own, so that all of it can be ended; the lock on audit is not for compilers.
    setsid nice -n 19 bash -c 'for product; do swift build --product "$product" || exit; done' \
        build yagura-relay yagura-collector >"$work/build.log" 2>&1 9>&- &
    builder=$!
}

await_rest() {
    local tick=0
    while kill -0 "$builder" 2>/dev/null; do
        if [ $((tick % 20)) = 0 ]; then say "building: $(grep -oE '^\[[0-9]+/[0-9]+\] .*' "$work/build.log" | tail -1 | cut -c1-90)"; fi
        tick=$((tick + 1)); sleep 0.5
    done
    wait "$builder" || { tail -30 "$work/build.log" >&2; return 1; }
    builder=
    tail -1 "$work/build.log"
}

# A port that is free now; the collector's address is in papers and links, so it is chosen before.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

make_collector() {
    local port; port=$(free_port)
    url=https://localhost:$port
    $bin/yagura-collector init --dir "$work/collector" --name localhost --listen "127.0.0.1:$port" >"$work/init.out"
    sed -n 1p "$work/init.out"
    (umask 077; $bin/yagura-collector token --dir "$work/collector" --name quickstart >"$work/token")
    $bin/yagura-collector run --config "$work/collector/collector.yaml" 2>"$work/collector.log" &
    collector=$!
    local tries
    for tries in {1..100}; do
        if grep -q '^ready ' "$work/collector.log"; then grep '^ready ' "$work/collector.log"; return; fi
        kill -0 "$collector" 2>/dev/null || break
        sleep 0.2
    done
    cat "$work/collector.log" >&2; return 1
}

enroll() {
    name=$(yagura status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["agent"])')
    $bin/yagura-collector issue --dir "$work/collector" --agent "$name" --out "$work/bundle.json"
    # enroll keeps a relay.yaml that is there: ours names the quickstart's own sockets.
    {
        echo "collector: { urls: [$url] }"
        echo "tls: { ca: $work/relay/ca.pem, certificate: $work/relay/certificate.pem, key: $work/relay/key.pem }"
        echo "metrics: { listen: off }"
        echo "sockets: { stream: $work/run/stream.sock }"
    } >"$work/relay/relay.yaml"
    $bin/yagura-relay enroll --bundle "$work/bundle.json" --dir "$work/relay"
    $bin/yagura-relay check --config "$work/relay/relay.yaml"
    $bin/yagura-relay run --config "$work/relay/relay.yaml" 2>"$work/relay.log" &
    relay=$!
}

ask_collector() { python3 scripts/lib/api.py "$work/collector" "$work/token" "$url" "$@"; }

see_in_collector() { ask_collector alerts host/demo-web | python3 scripts/lib/seen.py attack demo-web; }
see_agent() { ask_collector agent "$name"; }

# In a browser where there is one (scripts/setup test); it uses up the link of the first administrator.
see_page() {
    command -v chromedriver >/dev/null || { say "chromium-driver is not installed: not looked at"; return; }
    python3 scripts/lib/page.py "$url" "$work/init.out" demo-web "$PWD/.build/quickstart-pictures"
}

verify_collector() { $bin/yagura-collector verify --dir "$work/collector"; }

# end_program NAME PID: ends one of ours; 1 when it did not end well.
end_program() {
    [ -n "$2" ] || return 0
    kill "$2" 2>/dev/null
    wait "$2" && return 0
    say "error: $1 ended with $?" >&2; tail -20 "$work/$1.log" >&2; return 1
}

end_collector() {
    local status=0
    [ -z "$builder" ] || { kill -- "-$builder" 2>/dev/null; wait "$builder" 2>/dev/null; }
    end_program relay "$relay" || status=1
    end_program collector "$collector" || status=1
    return $status
}
builder= relay= collector= url= name=
