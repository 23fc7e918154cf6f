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
int32_t yagura_thread_id(void);

#endif
