#ifndef YAGURA_CLINUX_THREADS_H
#define YAGURA_CLINUX_THREADS_H

#include <stdint.h>

/* Starts a named thread that runs `body(context)`; the handle goes to yagura_thread_join exactly once. */
int64_t yagura_thread_start(uint64_t *handle, const char *name, void *(*body)(void *context), void *context);
int64_t yagura_thread_join(uint64_t handle);
/* Nobody will join it. */
int64_t yagura_thread_detach(uint64_t handle);
/* SCHED_FIFO at `priority` for a thread that was not joined yet; -EPERM where the host refuses it. */
int64_t yagura_thread_set_fifo(uint64_t handle, int priority);
/* 1 for a thread of SCHED_OTHER, else 0. */
int64_t yagura_thread_is_ordinary(int32_t thread);
/* A thread's weight and slice among SCHED_OTHER, 0 being the calling thread: `nice` -20 to 19, `slice` in nanoseconds
 * (kernel 6.12 and later keep it within 0.1 to 100 ms; 0 and earlier kernels: the host's own). Setting it makes the
 * thread one of SCHED_OTHER. */
int64_t yagura_thread_set_turn(int32_t thread, int nice, uint64_t slice);
int64_t yagura_thread_turn(int32_t thread, int *nice, uint64_t *slice);
/* SCHED_FIFO at `priority` for the calling thread. */
int64_t yagura_thread_take_fifo(int priority);
int32_t yagura_thread_id(void);

#endif
