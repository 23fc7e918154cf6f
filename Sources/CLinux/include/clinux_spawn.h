#ifndef YAGURA_CLINUX_SPAWN_H
#define YAGURA_CLINUX_SPAWN_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/* posix_spawn(3) in a session of its own, with no environment, no descriptor but these, all signals at their default:
 * `input` becomes standard input (-1: /dev/null); output goes to /dev/null. `arguments` holds at most 64 texts, the
 * program's path first, each ended by NUL. The result is the child's pid. */
int64_t yagura_spawn_detached(const uint8_t *__counted_by(size) arguments __noescape, size_t size, int input);
/* waitpid(2) without waiting: 0 while it runs, 1 when it ended (then `status` is its wait status). */
int64_t yagura_child_take(int32_t pid, int32_t *status);

/* socketpair(2) of SOCK_SEQPACKET: messages stay whole. The result is one end, `other` the other. */
int64_t yagura_message_pair(int32_t *other);
/* send(2), whole or not at all: never waits, never raises SIGPIPE. */
int64_t yagura_message_send(int fd, const uint8_t *__counted_by(size) bytes __noescape, size_t size);
/* shutdown(2) of our side: the other reads the end, and can still be waited for. */
int64_t yagura_message_end(int fd);

#endif
