#!/usr/bin/env bash
# Runs inside the booted scratch system: install; start, notify, reload, watchdog, stop of the agent's unit; a collector and a
# relay beside it; upgrade, remove, purge.
set -uo pipefail
unit=yagura-agent.service
collector=yagura-collector.service
home=/var/lib/yagura-collector
step() { echo "-- $*"; }
give_up() { echo "FAILED: $*"; journalctl --no-pager -u $unit -u yagura-relay -u $collector | tail -60; exit 1; }
logged() { for _ in {1..100}; do journalctl -u "${2:-$unit}" --no-pager -o cat | grep -q "$1" && return; sleep 0.1; done; return 1; }
main_pid() { systemctl show -p MainPID --value $unit; }

step "install: the agent runs, its group is there"
rm -rf /etc/yagura /usr/bin/yagura* /usr/lib/systemd/system/yagura-{agent,relay,collector}.service /usr/lib/{sysusers,tmpfiles}.d/yagura.conf
systemctl daemon-reload
older=$(find /packages -name '*.deb' ! -name '*+test*')
newer=$(find /packages -name '*+test*.deb')
dpkg -i "$older" || give_up "dpkg -i"
systemctl is-active -q $unit || give_up "the agent does not run after the installation"
systemctl is-enabled -q $unit || give_up "the unit is not enabled"
getent group yagura >/dev/null || give_up "no group yagura"
[ "$(stat -c %U:%a /etc/yagura/agent.yaml)" = root:640 ] || give_up "agent.yaml may be read by all"
for page in /usr/share/man/man1/yagura.1.gz /usr/share/man/man8/yagura-agent.8.gz /usr/share/bash-completion/completions/yagura; do
    [ -s $page ] || [ ! -d /usr/share/man/man1 ] || give_up "$page is missing"
done

# The watchdog at its real interval would take half a minute.
mkdir -p /run/systemd/system/$unit.d
printf '[Service]\nWatchdogSec=3s\n' >/run/systemd/system/$unit.d/test.conf
systemctl daemon-reload

step "start: returns when the agent has said ready"
systemctl restart $unit || give_up "the unit does not start"
logged '^ready {' || give_up "no ready line"
yagura status || give_up "the control socket does not answer"
step "what it lacks here, in a container of its own"
yagura doctor

step "daemons of container runtimes are known, though the agent's unit and theirs have mount namespaces of their own"
for name in dockerd containerd crio; do cp /bin/sleep /usr/local/bin/$name; done
systemd-run -q --unit=test-plain /usr/local/bin/dockerd 600
systemd-run -q --unit=test-private -p PrivateTmp=yes -p ProtectSystem=strict /usr/local/bin/containerd 600
unshare --pid --fork --kill-child /usr/local/bin/crio 600 &
contained=$!
sleep 1
[ "$(readlink /proc/"$(main_pid)"/ns/mnt)" != "$(readlink /proc/1/ns/mnt)" ] || give_up "the unit has no mount namespace of its own"
found=$(yagura doctor --json | grep '"check":"never frozen"')
echo "$found"
for unit_of in test-plain test-private; do
    grep -qE " $(systemctl show -p MainPID --value $unit_of)[,\"]" <<<"$found" || give_up "the daemon of $unit_of is not known"
done
grep -q crio <<<"$found" && give_up "a daemon with process ids of its own counts as the host's"
kill $contained
systemctl stop test-plain test-private
rm /usr/local/bin/{dockerd,containerd,crio}

step "collector: not before init; then start returns when it is ready, and all in its folder is its own user's"
systemctl start $collector
systemctl is-active -q $collector && give_up "a collector runs that nobody made"
yagura-collector init --dir $home --name 127.0.0.1 --listen 127.0.0.1:8443 | grep -q '/setup#' || give_up "init"
timeout 30 systemctl start $collector || give_up "the collector does not start"
logged '^ready {' $collector || give_up "no ready line of the collector"
yagura-collector token --dir $home --name test >/dev/null || give_up "token"
yagura-collector renew --dir $home || give_up "renew"
others=$(find $home ! -user yagura-collector)
[ -z "$others" ] || give_up "not the collector's: $others"
readable=$(find $home -name '*.key' -perm /077)
[ -z "$readable" ] || give_up "others may read: $readable"
systemctl reload $collector || give_up "reload"

step "relay: enrolled, started, and both ends answer it"
yagura-collector issue --dir $home --agent "$(hostname)" --out /tmp/bundle || give_up "issue"
yagura-relay enroll --bundle /tmp/bundle || give_up "enroll"
rm /tmp/bundle
timeout 30 systemctl start yagura-relay.service || give_up "the relay does not start"
yagura-relay check || give_up "the relay misses something"
yagura-collector verify --dir $home || give_up "verify"

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

step "upgrade: the agent that runs is another one, a changed configuration stays"
systemctl start $unit || give_up "start"
before=$(main_pid)
echo '# an operator wrote this' >>/etc/yagura/agent.yaml
epoch() { yagura status --json | grep -o '"epoch":"[^"]*"'; }
kept=$(epoch)
dpkg -i --force-confold "$newer" || give_up "dpkg -i of the newer version"
systemctl is-active -q $unit || give_up "the agent does not run after the upgrade"
[ "$(main_pid)" != "$before" ] || give_up "the old program still runs"
for other in yagura-relay.service $collector; do systemctl is-active -q $other || give_up "$other does not run after the upgrade"; done
tail -1 /etc/yagura/agent.yaml | grep -q operator || give_up "the configuration was replaced"
[ -n "$kept" ] && [ "$(epoch)" = "$kept" ] || give_up "the store is another one"

step "relay and collector stop in order"
for other in yagura-relay.service $collector; do
    systemctl stop $other || give_up "stop of $other"
    [ "$(systemctl show -p Result --value $other)" = success ] || give_up "$other ended with $(systemctl show -p Result --value $other)"
    logged '^events=.* dropped=' $other || give_up "$other: no closing line"
    systemctl start $other
done

step "remove: nothing runs, configuration and store stay"
dpkg -r yagura || give_up "dpkg -r"
pgrep -l yagura && give_up "still running"
[ -e /etc/yagura/agent.yaml ] && [ -d /var/lib/yagura ] && [ -e $home/collector.db ] || give_up "configuration or store went with the removal"

step "purge: nothing is left"
dpkg -P yagura || give_up "dpkg -P"
left=$(find / -xdev -name '*yagura*' ! -path '/proc/*' ! -path '/sys/*' ! -path '/packages/*' ! -path '*/yagura-test*' ! -path '/tmp/*' 2>/dev/null
    find /run /sys/fs/cgroup \( -name '*yagura-agent*' -o -name '*yagura-relay*' -o -name '*yagura-collector*' \) 2>/dev/null | grep -v -e '\.service\.d' -e /run/systemd/units || true)
[ -z "$left" ] || give_up "left behind: $left"
getent passwd yagura-relay yagura-collector && give_up "users are left"
getent group yagura yagura-relay yagura-collector && give_up "groups are left"
touch /yagura-test.passed
echo "passed"
