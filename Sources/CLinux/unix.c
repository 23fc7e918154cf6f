#include "clinux.h"
#include "clinux_unix.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int fill(struct sockaddr_un *address, const char *path, socklen_t *length)
{
    size_t count = strlen(path);
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (count == 0 || count >= sizeof address->sun_path)
        return -ENAMETOOLONG;
    memcpy(address->sun_path, path, count);
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + count + 1);
    if (path[0] == '@') {
        address->sun_path[0] = 0;
        *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + count);
    }
    return 0;
}

int64_t yagura_unix_listen(const char *path, int64_t group, int32_t backlog)
{
    struct sockaddr_un address;
    socklen_t length;
    int error = fill(&address, path, &length);
    if (error < 0)
        return error;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    /* The folder is root's: nobody can put another file in the way between these calls. */
    /* The mode of the new inode comes from the socket's own mode: nobody can connect before it is what we want. */
    if (fchmod(fd, 0600) < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, backlog) < 0) {
        error = -errno;
        close(fd);
        return error;
    }
    if (group >= 0 && (lchown(path, (uid_t)-1, (gid_t)group) < 0 || chmod(path, 0660) < 0)) {
        error = -errno;
        close(fd);
        return error;
    }
    return fd;
}

int64_t yagura_unix_accept(int fd)
{
    int peer;
    do
        peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    while (peer < 0 && errno == EINTR);
    return peer < 0 ? -errno : peer;
}

int64_t yagura_unix_peer(int fd, struct yagura_peer *peer)
{
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0)
        return -errno;
    peer->pid = credentials.pid;
    peer->uid = credentials.uid;
    peer->gid = credentials.gid;
    return 0;
}

int yagura_unix_peer_has_group(int fd, uint32_t gid)
{
    struct yagura_peer peer;
    if (yagura_unix_peer(fd, &peer) == 0 && peer.gid == gid)
        return 1;
    gid_t groups[256];
    socklen_t length = sizeof groups;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &length) < 0)
        return 0;
    for (size_t index = 0; index < length / sizeof groups[0]; index++)
        if (groups[index] == gid)
            return 1;
    return 0;
}

int yagura_unix_is_served(const char *path)
{
    struct sockaddr_un address;
    socklen_t length;
    if (fill(&address, path, &length) < 0)
        return 0;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return 0;
    int result = connect(fd, (struct sockaddr *)&address, length);
    int error = errno;
    close(fd);
    return result == 0 || error == EAGAIN;
}

int yagura_unix_send(const char *path, const char *text)
{
    struct sockaddr_un address;
    socklen_t length;
    int error = fill(&address, path, &length);
    if (error < 0)
        return error;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    ssize_t sent = sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&address, length);
    error = sent < 0 ? -errno : 0;
    close(fd);
    return error;
}

int64_t yagura_group(const char *name)
{
    struct group entry, *found = NULL;
    char buffer[16384];
    int error = getgrnam_r(name, &entry, buffer, sizeof buffer, &found);
    if (error != 0)
        return -error;
    return found ? (int64_t)found->gr_gid : -ENOENT;
}

int64_t yagura_user(const char *name, uint32_t *gid)
{
    struct passwd entry, *found = NULL;
    char buffer[16384];
    int error = getpwnam_r(name, &entry, buffer, sizeof buffer, &found);
    if (error != 0)
        return -error;
    if (!found)
        return -ENOENT;
    *gid = found->pw_gid;
    return (int64_t)found->pw_uid;
}

int yagura_user_name(uint32_t uid, char *name)
{
    struct passwd entry, *found = NULL;
    char buffer[16384];
    int error = getpwuid_r(uid, &entry, buffer, sizeof buffer, &found);
    if (error != 0)
        return -error;
    if (!found)
        return -ENOENT;
    snprintf(name, 64, "%s", found->pw_name);
    return 0;
}

int64_t yagura_resident_bytes(void)
{
    long long size, resident;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return -errno;
    int count = fscanf(file, "%lld %lld", &size, &resident);
    fclose(file);
    return count == 2 ? resident * sysconf(_SC_PAGESIZE) : -EINVAL;
}
