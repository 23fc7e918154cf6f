#include "clinux_threads.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int64_t yagura_thread_start(uint64_t *handle, const char *name, void *(*body)(void *context), void *context) {
    /* Signals belong to the thread that reads the signalfd; only those of a fault stay open, for the crash report. */
    sigset_t blocked, before;
    sigfillset(&blocked);
    const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
    for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++) sigdelset(&blocked, faults[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    pthread_t thread;
    int result = pthread_create(&thread, NULL, body, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (result != 0) return -(int64_t)result;
    pthread_setname_np(thread, name);
    *handle = (uint64_t)thread;
    return 0;
}

int64_t yagura_thread_join(uint64_t handle) { return -(int64_t)pthread_join((pthread_t)handle, NULL); }

int64_t yagura_thread_detach(uint64_t handle) { return -(int64_t)pthread_detach((pthread_t)handle); }

int64_t yagura_thread_set_fifo(uint64_t handle, int priority) {
    struct sched_param parameter = {.sched_priority = priority};
    return -(int64_t)pthread_setschedparam((pthread_t)handle, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameter);
}

/* Version 0 of the kernel's struct sched_attr: the C library has neither it nor its calls before 2.41. */
struct turn {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

static int64_t set_turn(int32_t thread, const struct turn *turn) {
    return syscall(SYS_sched_setattr, thread, turn, 0) < 0 ? -(int64_t)errno : 0;
}

int64_t yagura_thread_is_ordinary(int32_t thread) {
    int policy = sched_getscheduler(thread);
    return policy < 0 ? -(int64_t)errno : (policy & ~SCHED_RESET_ON_FORK) == SCHED_OTHER;
}

int64_t yagura_thread_set_turn(int32_t thread, int nice, uint64_t slice) {
    struct turn turn = {.size = sizeof turn};
    if (syscall(SYS_sched_getattr, thread, &turn, sizeof turn, 0) < 0) return -(int64_t)errno;
    /* To take "reset on fork" back is a privilege, so a thread that left SCHED_FIFO keeps it. */
    turn = (struct turn){.size = sizeof turn, .policy = SCHED_OTHER, .flags = turn.flags & 1, .nice = nice, .runtime = slice};
    return set_turn(thread, &turn);
}

int64_t yagura_thread_take_fifo(int priority) {
    struct turn turn = {.size = sizeof turn, .policy = SCHED_FIFO, .flags = 1 /* reset on fork */,
        .priority = (uint32_t)priority};
    return set_turn(0, &turn);
}

int64_t yagura_thread_turn(int32_t thread, int *nice, uint64_t *slice) {
    struct turn turn = {.size = sizeof turn};
    if (syscall(SYS_sched_getattr, thread, &turn, sizeof turn, 0) < 0) return -(int64_t)errno;
    *nice = turn.nice;
    *slice = turn.policy == SCHED_OTHER ? turn.runtime : 0;
    return 0;
}

int32_t yagura_thread_id(void) { return (int32_t)gettid(); }
