#ifndef YAGURA_CLINUX_NETLINK_H
#define YAGURA_CLINUX_NETLINK_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

enum {
    YAGURA_NETLINK_SOCK_DIAG = 4,
    YAGURA_NETLINK_AUDIT = 9,
    YAGURA_NETLINK_CONNECTOR = 11,
};

/* Set in a length when the datagram was longer than its slot. */
#define YAGURA_TRUNCATED 0x80000000U

/* A non-blocking netlink socket, bound to `groups` (the first 32, as a mask). */
int64_t yagura_netlink_open(int protocol, uint32_t groups);
int64_t yagura_netlink_join(int fd, uint32_t group);
/* Asks for a receive buffer beyond the host's limit; 0 when only the limit could be had, 1 when all of it. */
int64_t yagura_socket_receive_buffer(int fd, int bytes);
/* One netlink message to the kernel: header and payload. */
int64_t yagura_netlink_send(int fd, uint16_t type, uint16_t flags, uint32_t sequence,
                            const uint8_t *__counted_by(size) payload __noescape, size_t size);
/* recvmmsg(2) without waiting: datagram i goes to bytes[i * slot], its length to lengths[i].
 * A datagram that the kernel did not send has length 0. At most 64 at a time. */
int64_t yagura_netlink_receive(int fd, uint8_t *__counted_by(size) bytes __noescape, size_t size, size_t slot,
                               uint32_t *__counted_by(count) lengths __noescape, size_t count);

#endif
