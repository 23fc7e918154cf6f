#include "canary.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* Every host has it, and in a mount namespace of our own nobody else sees what lies over it. */
#define ROOM "/tmp"
static const char options[] = "mode=755,size=16m";
static const unsigned long flags = MS_NOSUID | MS_NODEV;

static void make_folders(const char *path) {
    char part[PATH_LIMIT];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - path);
        if (length >= sizeof part) break;
        memcpy(part, path, length);
        part[length] = 0;
        if (mkdir(part, 0755) != 0 && errno != EEXIST) give_up("make a folder");
    }
}

static void copy_program(void) {
    int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int to = open(ROOM PROGRAM, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    struct stat status;
    if (from < 0 || to < 0 || fstat(from, &status) != 0) give_up("copy the program");
    for (off_t left = status.st_size; left > 0;) {
        ssize_t count = sendfile(to, from, NULL, (size_t)left);
        if (count <= 0) give_up("copy the program");
        left -= count;
    }
    close(to);
    close(from);
}

/* A socket that answers nobody: its queue takes the one connection of the act. */
static void make_socket(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (length < 0 || (size_t)length >= sizeof address.sun_path || listener < 0) give_up("make a socket");
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0)
        give_up("make a socket");
}

void room_make(enum act act, const char *path) {
    char place[PATH_LIMIT];
    int length = snprintf(place, sizeof place, ROOM "%s", path);
    errno = EINVAL;
    if (path[0] != '/' || length < 0 || (size_t)length >= sizeof place || strstr(path, "..")) give_up("use this path");
    if (unshare(CLONE_NEWNS) != 0) give_up("make a mount namespace");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) give_up("keep mounts to itself");
    if (mount("yagura-canary", ROOM, "tmpfs", flags, options) != 0) give_up("mount a root in memory");
    copy_program();
    if (mkdir(ROOM "/dev", 0755) != 0 || mkdir(ROOM "/dev/shm", 0755) != 0 || mkdir(ROOM "/old", 0755) != 0)
        give_up("make a folder");
    if (mount("yagura-canary", ROOM "/dev/shm", "tmpfs", flags, options) != 0) give_up("mount memory");
    make_folders(place);
    if (act == ACT_SOCKET) make_socket(place);
    if (act == ACT_FILE) {
        int file = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file < 0) give_up("make a file");
        close(file);
    }
}

void room_enter(void) {
    /* Away from the host's network, names and shared memory: whoever listens here is reached by nobody. */
    if (unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC) != 0) give_up("make namespaces");
    if (chdir(ROOM) != 0 || syscall(SYS_pivot_root, ".", "old") != 0) give_up("change the root");
    if (chdir("/") != 0 || umount2("/old", MNT_DETACH) != 0) give_up("leave the old root");
    rmdir("/old");
}
