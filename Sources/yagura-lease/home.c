#include "home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_LIMIT = 4096 };

static int move_to(const char *hierarchy, const char *below) {
    char path[PATH_LIMIT];
    int length = snprintf(path, sizeof path, "%s%s/cgroup.procs", hierarchy, below);
    if (length < 0 || (size_t)length >= sizeof path) return ENAMETOOLONG;
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno;
    int error = write(file, "0", 1) < 0 ? errno : 0;
    close(file);
    return error;
}

void home_enter(char *const hierarchies[], int count) {
    char path[PATH_LIMIT];
    for (int index = 0; index < count; index++) {
        int length = snprintf(path, sizeof path, "%s/yagura-lease", hierarchies[index]);
        if (length < 0 || (size_t)length >= sizeof path) continue;
        /* Another that leaves may remove it between the two calls. */
        for (int tries = 0; tries < 10; tries++) {
            mkdir(path, 0755);
            int error = move_to(hierarchies[index], "/yagura-lease");
            if (error != ENOENT && error != ENODEV) break;
        }
    }
}

void home_leave(char *const hierarchies[], int count) {
    char path[PATH_LIMIT];
    for (int index = 0; index < count; index++) {
        int length = snprintf(path, sizeof path, "%s/yagura-lease", hierarchies[index]);
        if (length < 0 || (size_t)length >= sizeof path) continue;
        if (move_to(hierarchies[index], "") == 0) rmdir(path);
    }
}
