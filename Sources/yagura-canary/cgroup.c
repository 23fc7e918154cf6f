#include "canary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char prefix[] = "yagura-canary-";

/* The folder above, and the name below it; false for a path that is not a canary's. */
static bool split(const char *path, char folder[PATH_LIMIT], const char **name) {
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    if (length == 0 || length >= PATH_LIMIT || path[0] != '/') return false;
    memcpy(folder, path, length);
    folder[length] = 0;
    *name = slash + 1;
    return strncmp(*name, prefix, sizeof prefix - 1) == 0;
}

static int open_processes(const char *folder) {
    char path[PATH_LIMIT];
    int length = snprintf(path, sizeof path, "%s/cgroup.procs", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, O_WRONLY);
}

/* A canary that was killed together with who watched it leaves an empty directory behind. */
static void sweep(const char *folder) {
    DIR *entries = opendir(folder);
    if (!entries) return;
    for (struct dirent *entry; (entry = readdir(entries));) {
        struct stat status;
        if (strncmp(entry->d_name, prefix, sizeof prefix - 1) != 0) continue;
        if (fstatat(dirfd(entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        /* One that lives is younger, and has a process in it besides. */
        if (time(NULL) - status.st_ctime > 2 * LIFE_SECONDS) unlinkat(dirfd(entries), entry->d_name, AT_REMOVEDIR);
    }
    closedir(entries);
}

void cgroup_make(const char *path) {
    char folder[PATH_LIMIT];
    const char *name;
    errno = EINVAL;
    if (!split(path, folder, &name)) give_up("use this control group");
    sweep(folder);
    if (mkdir(path, 0755) != 0) give_up("make the control group");
}

void cgroup_enter(const char *path) {
    int file = open_processes(path);
    /* Not after the exec: the outside is all that the canary may still reach. */
    if (file < 0 || write(file, "0", 1) != 1) give_up("enter the control group");
    close(file);
}

int cgroup_above(const char *path) {
    char folder[PATH_LIMIT];
    const char *name;
    errno = EINVAL;
    int file = split(path, folder, &name) ? open_processes(folder) : -1;
    if (file < 0) give_up("open the control group above");
    return file;
}

bool cgroup_remove(const char *path) {
    /* The kernel takes ended processes out of it a moment after their end. */
    for (int tries = 0; tries < 200; tries++) {
        if (rmdir(path) == 0 || errno == ENOENT) return true;
        if (errno != EBUSY) return false;
        nanosleep(&(struct timespec){.tv_nsec = 25000000}, NULL);
    }
    return false;
}
