# Shared by the scripts: how they speak, and how they time a stage. Sourced, never run.

bold=; dim=; plain=
if [ -t 1 ]; then bold=$'\e[1m'; dim=$'\e[2m'; plain=$'\e[0m'; fi

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Milliseconds of the monotonic clock, without starting a process.
now() { local up; read -r up _ </proc/uptime; up=${up/./}; echo $((10#$up * 10)); }
seconds() { printf '%d.%d s' $(($1 / 1000)) $(($1 % 1000 / 100)); }

summary=()

# stage NAME COMMAND...: runs it, says how long it took, and keeps the line for `closing`.
# The command runs without errexit suppressed: a failure ends the script after the line is written.
stage() {
    local name=$1 start status=0; shift
    printf '%s==> %s%s\n' "$bold" "$name" "$plain"
    start=$(now)
    set +e; ( set -e; "$@" ); status=$?; set -e
    local line; line=$(printf '%-44s %10s  %s' "$name" "$(seconds $(($(now) - start)))" "$([ $status = 0 ] && echo ok || echo "FAILED ($status)")")
    summary+=("$line")
    [ $status = 0 ] || { closing; exit 1; }
}

closing() { printf '\n%ssummary%s\n' "$bold" "$plain"; printf '  %s\n' "${summary[@]}"; }
