#include "clinux_processes.h"
#include "retry.h"

#include <sched.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(sizeof(struct yagura_process_facts) == 64, "PIDFD_INFO_SIZE_VER0");
#define GET_INFO _IOWR(0xFF, 11, struct yagura_process_facts)

/* PIDFD_INFO_PID, _CREDS, _CGROUPID */
#define WANTED 7

int64_t yagura_pidfd_open(int pid) { return RETRY(syscall(SYS_pidfd_open, pid, 0)); }

int64_t yagura_pidfd_signal(int pidfd, int signal) {
    return RETRY(syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0));
}

int64_t yagura_pidfd_facts(int pidfd, struct yagura_process_facts *facts) {
    *facts = (struct yagura_process_facts){.mask = WANTED};
    return RETRY(ioctl(pidfd, GET_INFO, facts));
}

int64_t yagura_inotify(void) { return RETRY(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)); }

int64_t yagura_inotify_add(int fd, const char *path, uint32_t mask) { return RETRY(inotify_add_watch(fd, path, mask)); }

int64_t yagura_inotify_remove(int fd, int watch) { return RETRY(inotify_rm_watch(fd, watch)); }

int64_t yagura_enter_network_namespace(int fd) { return RETRY(setns(fd, CLONE_NEWNET)); }
