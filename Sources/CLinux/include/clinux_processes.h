#ifndef YAGURA_CLINUX_PROCESSES_H
#define YAGURA_CLINUX_PROCESSES_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/* What PIDFD_GET_INFO (Linux 6.13) says: struct pidfd_info, its first version. */
struct yagura_process_facts {
    uint64_t mask;
    uint64_t cgroup;
    uint32_t pid;
    uint32_t tgid;
    uint32_t parent;
    uint32_t real_uid, real_gid;
    uint32_t effective_uid, effective_gid;
    uint32_t saved_uid, saved_gid;
    uint32_t fs_uid, fs_gid;
    int32_t exit_code;
};

int64_t yagura_pidfd_open(int pid);
int64_t yagura_pidfd_signal(int pidfd, int signal);
int64_t yagura_pidfd_facts(int pidfd, struct yagura_process_facts *facts);

int64_t yagura_inotify(void);
int64_t yagura_inotify_add(int fd, const char *path, uint32_t mask);
int64_t yagura_inotify_remove(int fd, int watch);

/* Moves the calling thread into the network namespace that `fd` names. */
int64_t yagura_enter_network_namespace(int fd);

#endif
