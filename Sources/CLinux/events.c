#include "clinux_events.h"
#include "retry.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS 1000000000ULL

static uint64_t now(clockid_t clock) {
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * NANOSECONDS + (uint64_t)time.tv_nsec;
}

uint64_t yagura_clock_boot(void) { return now(CLOCK_BOOTTIME); }
uint64_t yagura_clock_monotonic(void) { return now(CLOCK_MONOTONIC); }
int64_t yagura_clock_wall(void) { return (int64_t)now(CLOCK_REALTIME); }
int64_t yagura_ticks_per_second(void) { return sysconf(_SC_CLK_TCK); }

int64_t yagura_eventfd(void) { return RETRY(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int64_t yagura_eventfd_signal(int fd) {
    uint64_t one = 1;
    int64_t result = RETRY(write(fd, &one, sizeof one));
    return result == -EAGAIN ? 0 : result;
}

int64_t yagura_eventfd_take(int fd) {
    uint64_t count = 0;
    int64_t result = RETRY(read(fd, &count, sizeof count));
    if (result == -EAGAIN) return 0;
    return result < 0 ? result : (int64_t)(count & INT64_MAX);
}

int64_t yagura_timerfd(void) { return RETRY(timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)); }

int64_t yagura_timerfd_set(int fd, uint64_t first, uint64_t period) {
    struct itimerspec time = {
        .it_value = {.tv_sec = (time_t)(first / NANOSECONDS), .tv_nsec = (long)(first % NANOSECONDS)},
        .it_interval = {.tv_sec = (time_t)(period / NANOSECONDS), .tv_nsec = (long)(period % NANOSECONDS)},
    };
    return RETRY(timerfd_settime(fd, 0, &time, NULL));
}

int64_t yagura_signal_block(int signal) {
    sigset_t set;
    sigemptyset(&set);
    if (sigaddset(&set, signal) != 0) return -EINVAL;
    return -(int64_t)pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int64_t yagura_signalfd(const int32_t *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < count; i++)
        if (sigaddset(&set, signals[i]) != 0) return -EINVAL;
    return RETRY(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int64_t yagura_signalfd_take(int fd, uint32_t *sender) {
    struct signalfd_siginfo taken;
    int64_t result = RETRY(read(fd, &taken, sizeof taken));
    if (result == -EAGAIN) return 0;
    if (result < 0) return result;
    if (result != (int64_t)sizeof taken) return -EIO;
    *sender = taken.ssi_pid;
    return taken.ssi_signo;
}

int64_t yagura_epoll(void) { return RETRY(epoll_create1(EPOLL_CLOEXEC)); }

int64_t yagura_epoll_add(int epoll, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return RETRY(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

int64_t yagura_epoll_change(int epoll, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return RETRY(epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event));
}

int64_t yagura_epoll_remove(int epoll, int fd) { return RETRY(epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL)); }

int64_t yagura_epoll_wait(int epoll, struct yagura_ready *ready, size_t count, int milliseconds) {
    struct epoll_event events[64];
    int limit = count < 64 ? (int)count : 64;
    int found = epoll_wait(epoll, events, limit, milliseconds);
    if (found < 0) return errno == EINTR ? 0 : -(int64_t)errno;
    for (int i = 0; i < found; i++) {
        ready[i].token = events[i].data.u64;
        ready[i].events = events[i].events;
        ready[i].unused = 0;
    }
    return found;
}

int64_t yagura_poll(int fd, int events, int milliseconds) {
    struct pollfd one = {.fd = fd, .events = (short)events};
    int found = poll(&one, 1, milliseconds);
    if (found < 0) return errno == EINTR ? 0 : -(int64_t)errno;
    return found == 0 ? 0 : (int64_t)(unsigned short)one.revents;
}
