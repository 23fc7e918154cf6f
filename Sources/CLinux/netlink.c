#include "clinux_netlink.h"
#include "retry.h"

#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH 64

int64_t yagura_netlink_open(int protocol, uint32_t groups) {
    int64_t fd = RETRY(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (fd < 0) return fd;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
    int64_t bound = RETRY(bind((int)fd, (struct sockaddr *)&address, sizeof address));
    if (bound < 0) {
        close((int)fd);
        return bound;
    }
    return fd;
}

int64_t yagura_netlink_join(int fd, uint32_t group) {
    return RETRY(setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group));
}

int64_t yagura_socket_receive_buffer(int fd, int bytes) {
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) == 0) return 1;
    return RETRY(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes));
}

int64_t yagura_netlink_send(int fd, uint16_t type, uint16_t flags, uint32_t sequence, const uint8_t *payload,
                            size_t size) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)(NLMSG_HDRLEN + size),
        .nlmsg_type = type,
        .nlmsg_flags = flags,
        .nlmsg_seq = sequence,
    };
    struct iovec parts[2] = {
        {.iov_base = &header, .iov_len = sizeof header},
        {.iov_base = (void *)payload, .iov_len = size},
    };
    struct msghdr message = {
        .msg_name = &kernel, .msg_namelen = sizeof kernel, .msg_iov = parts, .msg_iovlen = 2};
    return RETRY(sendmsg(fd, &message, 0));
}

int64_t yagura_netlink_receive(int fd, uint8_t *bytes, size_t size, size_t slot, uint32_t *lengths, size_t count) {
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    struct sockaddr_nl senders[BATCH];
    if (slot == 0) return -EINVAL;
    if (count > BATCH) count = BATCH;
    if (count > size / slot) count = size / slot;
    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct iovec){.iov_base = bytes + i * slot, .iov_len = slot};
        messages[i] = (struct mmsghdr){.msg_hdr = {
                                           .msg_name = &senders[i],
                                           .msg_namelen = sizeof senders[i],
                                           .msg_iov = &parts[i],
                                           .msg_iovlen = 1,
                                       }};
    }
    int64_t received = RETRY(recvmmsg(fd, messages, (unsigned)count, MSG_DONTWAIT, NULL));
    for (int64_t i = 0; i < received; i++) {
        uint32_t length = messages[i].msg_len;
        if (length > slot) length = (uint32_t)slot;
        if (messages[i].msg_hdr.msg_flags & MSG_TRUNC) length |= YAGURA_TRUNCATED;
        int from_kernel = messages[i].msg_hdr.msg_namelen == sizeof senders[i] && senders[i].nl_pid == 0;
        lengths[i] = from_kernel ? length : 0;
    }
    return received;
}
