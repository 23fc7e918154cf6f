#include "clinux_beneath.h"
#include "retry.h"

#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <unistd.h>

int64_t yagura_status_beneath(int directory, const uint8_t *path, size_t size, struct yagura_file_status *status) {
    char name[PATH_MAX];
    if (size >= sizeof name) return -ENAMETOOLONG;
    memcpy(name, path, size);
    name[size] = 0;
    int64_t fd = yagura_open_resolving(directory, name, YAGURA_O_PATH | O_NOFOLLOW,
                                       RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);
    if (fd < 0) return fd;
    int64_t result = yagura_statx((int)fd, "", YAGURA_AT_EMPTY_PATH, status);
    close((int)fd);
    return result;
}
