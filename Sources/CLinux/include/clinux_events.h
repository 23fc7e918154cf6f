#ifndef YAGURA_CLINUX_EVENTS_H
#define YAGURA_CLINUX_EVENTS_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/* What became ready, and the token it was added under. */
struct yagura_ready {
    uint64_t token;
    uint32_t events;
    uint32_t unused;
};

uint64_t yagura_clock_boot(void);
uint64_t yagura_clock_monotonic(void);
int64_t yagura_clock_wall(void);
/* USER_HZ: the unit of start times in /proc/<pid>/stat. */
int64_t yagura_ticks_per_second(void);

int64_t yagura_eventfd(void);
/* Adds one to the counter; a full counter is success: the reader will wake anyway. */
int64_t yagura_eventfd_signal(int fd);
/* Takes the counter; 0 when nothing was signalled. */
int64_t yagura_eventfd_take(int fd);

int64_t yagura_timerfd(void);
/* First after `first` ns, then every `period` ns (0: once); both 0 disarms. */
int64_t yagura_timerfd_set(int fd, uint64_t first, uint64_t period);

/* Blocks one signal in the calling thread (and those it starts). */
int64_t yagura_signal_block(int signal);
int64_t yagura_signalfd(const int32_t *__counted_by(count) signals __noescape, size_t count);
/* Number of the next signal, 0 when none waits. */
int64_t yagura_signalfd_take(int fd, uint32_t *sender);

int64_t yagura_epoll(void);
int64_t yagura_epoll_add(int epoll, int fd, uint32_t events, uint64_t token);
int64_t yagura_epoll_change(int epoll, int fd, uint32_t events, uint64_t token);
int64_t yagura_epoll_remove(int epoll, int fd);
/* Waits up to `milliseconds` (-1: for ever) and fills `ready`; a signal ends the wait with 0. */
int64_t yagura_epoll_wait(int epoll, struct yagura_ready *__counted_by(count) ready __noescape, size_t count,
                          int milliseconds);
/* poll(2) on one descriptor: what is ready, 0 after the time limit. */
int64_t yagura_poll(int fd, int events, int milliseconds);

#endif
