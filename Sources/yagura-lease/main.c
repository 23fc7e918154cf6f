/* Ends one lease when its agent does not. */

#include "home.h"
#include "lease.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const uint64_t second = 1000000000;

/* 8 fields: two paths of at most 4,096 bytes, and short ones. */
enum { MESSAGE_LIMIT = 2 * 4096 + 1024 };

/* A kernel that refuses to thaw is asked again this often, a tenth of a second apart, then each second. */
enum { QUICK_TRIES = 50 };

static volatile sig_atomic_t is_asked_to_stop;

static void ask_to_stop(int signal) {
    (void)signal;
    is_asked_to_stop = 1;
}

static uint64_t boot_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * second + (uint64_t)now.tv_nsec;
}

static struct timespec time_of(uint64_t nanoseconds) {
    return (struct timespec){.tv_sec = (time_t)(nanoseconds / second), .tv_nsec = (long)(nanoseconds % second)};
}

static void sleep_for(uint64_t nanoseconds) {
    struct timespec length = time_of(nanoseconds);
    clock_nanosleep(CLOCK_BOOTTIME, 0, &length, NULL);
}

/* Nothing here may be delayed by a full memory, and no terminal's end is meant for it. */
static void settle(void) {
    setsid();
    if (chdir("/") != 0) return;
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    /* At the host's shutdown the processes must be able to end: thaw at once. */
    struct sigaction action = {.sa_handler = ask_to_stop};
    sigaction(SIGTERM, &action, NULL);
    prctl(PR_SET_DUMPABLE, 0);
    mlockall(MCL_CURRENT);
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        /* Refused without CAP_SYS_RESOURCE: then it stays as it was. */
        ssize_t written = write(score, "-1000", 5);
        (void)written;
        close(score);
    }
}

/* Waits for the earlier of `until` and the agent's end of the channel; at most a second, to look at the mark again. */
static void wait_until(int timer, int *channel, uint64_t until, uint64_t now) {
    uint64_t next = until < now + second ? until : now + second;
    struct itimerspec when = {.it_value = time_of(next ? next : 1)};
    if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL) != 0) {
        sleep_for(second / 10);
        return;
    }
    struct pollfd ready[2] = {{.fd = timer, .events = POLLIN}, {.fd = *channel, .events = POLLIN}};
    if (poll(ready, 2, -1) < 0) return;
    /* The agent let go, by ending the lease or by dying: look at the mark now, then by the clock alone. */
    if (ready[1].revents) *channel = -1;
}

static int keep(struct lease *lease, int channel) {
    if (!lease_open(lease)) return 0;
    int timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
    for (;;) {
        if (!lease_is_marked(lease)) return 0;
        uint64_t now = boot_time();
        if (is_asked_to_stop || now >= lease->expires) break;
        wait_until(timer, &channel, lease->expires, now);
    }
    for (uint64_t tries = 0; !lease_end(lease); tries++) sleep_for(tries < QUICK_TRIES ? second / 10 : second);
    return 0;
}

/* Waits for a job from the agent; the agent's end without one is the end of this too. */
static int stand_by(void) {
    static char message[MESSAGE_LIMIT];
    ssize_t size;
    do size = read(STDIN_FILENO, message, sizeof message);
    while (size < 0 && errno == EINTR && !is_asked_to_stop);
    if (size <= 0) return 0;
    struct lease lease;
    return lease_from_message(&lease, message, (size_t)size) ? keep(&lease, STDIN_FILENO) : 2;
}

int main(int count, char *arguments[]) {
    if (count >= 2 && strcmp(arguments[1], "standby") == 0) {
        settle();
        home_enter(arguments + 2, count - 2);
        int status = stand_by();
        home_leave(arguments + 2, count - 2);
        return status;
    }
    struct lease lease;
    if (count == 1 + LEASE_FIELDS && lease_from_fields(&lease, (const char *const *)arguments + 1)) {
        settle();
        return keep(&lease, -1);
    }
    fputs("usage: yagura-lease standby [HIERARCHY...]\n"
          "       yagura-lease 1 ID v1|v2 INODE EXPIRES CGROUP MARK 0|1\n"
          "Thaws CGROUP when the lease ID expires (nanoseconds since boot) and its mark still stands.\n"
          "yagura-agent starts it; it is not meant to be called by hand.\n", stderr);
    return 2;
}
