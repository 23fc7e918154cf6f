#ifndef YAGURA_CLINUX_UNIX_H
#define YAGURA_CLINUX_UNIX_H

#include <stdint.h>

struct yagura_peer {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
};

/* socket(2), bind(2), listen(2) on a path of a stream socket, created with mode 0600; with a group (not below zero)
 * its members may connect. Does not block. */
int64_t yagura_unix_listen(const char *path, int64_t group, int32_t backlog);
/* accept4(2). */
int64_t yagura_unix_accept(int fd);
/* SO_PEERCRED of unix(7). */
int64_t yagura_unix_peer(int fd, struct yagura_peer *peer);
/* Whether the peer has the group, as its effective one or by SO_PEERGROUPS: 1, 0. */
int yagura_unix_peer_has_group(int fd, uint32_t gid);
/* Whether somebody listens at the path: 1, 0. */
int yagura_unix_is_served(const char *path);
/* One datagram to a path, or to an abstract name when it starts with '@': sd_notify(3)'s protocol. */
int yagura_unix_send(const char *path, const char *text);
/* getgrnam_r(3): the group's number, -ENOENT when there is none. */
int64_t yagura_group(const char *name);
/* getpwnam_r(3): the user's number, and its own group's into `gid`; -ENOENT when there is none. */
int64_t yagura_user(const char *name, uint32_t *gid);
/* getpwuid_r(3): the user's name into `name` of 64 bytes; -ENOENT when there is none. */
int yagura_user_name(uint32_t uid, char *name);
/* Bytes resident, from /proc/self/statm. */
int64_t yagura_resident_bytes(void);

#endif
