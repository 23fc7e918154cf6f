#!/usr/bin/env bash
# Runs inside the booted scratch system: start, notify, reload, watchdog, stop of the unit.
set -uo pipefail
unit=yagura-agent.service
step() { echo "-- $*"; }
give_up() { echo "FAILED: $*"; journalctl --no-pager -u $unit | tail -40; exit 1; }
logged() { for _ in {1..100}; do journalctl -u $unit --no-pager -o cat | grep -q "$1" && return; sleep 0.1; done; return 1; }
main_pid() { systemctl show -p MainPID --value $unit; }

# The watchdog at its real interval would take half a minute.
mkdir -p /run/systemd/system/$unit.d
printf '[Service]\nWatchdogSec=3s\n' >/run/systemd/system/$unit.d/test.conf
systemctl daemon-reload

step "start: returns when the agent has said ready"
systemctl start $unit || give_up "the unit does not start"
logged '^ready {' || give_up "no ready line"
yagura status || give_up "the control socket does not answer"
step "what it lacks here, in a container of its own"
yagura doctor

step "reload: a good file, then a bad one which keeps the old"
before=$(main_pid)
systemctl reload $unit || give_up "reload"
cp /etc/yagura/agent.yaml /tmp/good.yaml
echo 'no_such_key: 1' >>/etc/yagura/agent.yaml
systemctl reload $unit
logged 'no_such_key' || give_up "the bad key is not named in the journal"
sleep 1
[ "$(main_pid)" = "$before" ] && systemctl is-active -q $unit || give_up "a bad file ended the agent"
cp /tmp/good.yaml /etc/yagura/agent.yaml

step "watchdog: beats while events flow, and a stopped agent is replaced"
sleep 5
[ "$(main_pid)" = "$before" ] || give_up "the watchdog ended a living agent"
kill -STOP "$before"
for _ in {1..200}; do [ "$(systemctl show -p NRestarts --value $unit)" = 1 ] && systemctl is-active -q $unit && break; sleep 0.1; done
[ "$(systemctl show -p NRestarts --value $unit)" = 1 ] || give_up "the watchdog did not restart a stopped agent"
[ "$(main_pid)" != "$before" ] || give_up "the same process still runs"

step "stop"
systemctl stop $unit || give_up "stop"
[ "$(systemctl show -p Result --value $unit)" = success ] || give_up "the unit ended with $(systemctl show -p Result --value $unit)"
logged '^events=.* dropped=' || give_up "no closing line"
systemctl is-active -q $unit && give_up "still active"
touch /yagura-test.passed
echo "passed"
