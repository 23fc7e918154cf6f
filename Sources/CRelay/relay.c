#include "crelay.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void yagura_say(const uint8_t *text, size_t count)
{
    while (count > 0) {
        ssize_t written = write(STDERR_FILENO, text, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        text += written;
        count -= (size_t)written;
    }
}

void yagura_notify(const uint8_t *text, size_t count)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address;
    size_t length = path ? strlen(path) : 0;
    if (length == 0 || length >= sizeof address.sun_path)
        return;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, path, length);
    /* An abstract name begins with NUL and has no end but its length. */
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    (void)sendto(fd, text, count, MSG_NOSIGNAL, (struct sockaddr *)&address, size);
    close(fd);
}

int64_t yagura_user_number(const uint8_t *name, size_t count)
{
    struct passwd entry, *found = NULL;
    char buffer[16384], text[64];
    if (count >= sizeof text)
        return -1;
    memcpy(text, name, count);
    text[count] = '\0';
    if (getpwnam_r(text, &entry, buffer, sizeof buffer, &found) != 0 || !found)
        return -1;
    return (int64_t)found->pw_uid;
}
