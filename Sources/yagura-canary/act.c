#include "canary.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static uint64_t boot_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* A program that was not there when the canary began. */
static void drop_program(const char *path) {
    int from = open(PROGRAM, O_RDONLY | O_CLOEXEC);
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    struct stat status;
    if (from < 0 || to < 0 || fstat(from, &status) != 0) give_up("drop a program");
    for (off_t left = status.st_size; left > 0;) {
        ssize_t count = sendfile(to, from, NULL, (size_t)left);
        if (count <= 0) give_up("drop a program");
        left -= count;
    }
    close(to);
    close(from);
}

static void begin_act(enum act act, const char *path, int outside) {
    static const char *const names[] = {"exec", "socket", "file", "outside"};
    const char *program = PROGRAM;
    if (act == ACT_EXEC) {
        drop_program(path);
        program = path;
    }
    uint64_t start = boot_time();
    pid_t child = fork();
    if (child < 0) give_up("fork");
    if (child == 0) {
        bind_life();
        if (act == ACT_OUTSIDE && write(outside, "0", 1) != 1) give_up("leave the control group");
        execl(program, program, "act", names[act], path, (char *)NULL);
        give_up("execute the act");
    }
    tell("done %llu %d", (unsigned long long)start, (int)child);
}

int serve(enum act act, const char *path, int outside) {
    /* An address of its own choice in a network that has no other end. */
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || listen(listener, 1) != 0) give_up("listen");
    tell("ready %d", (int)getpid());
    for (;;) {
        struct pollfd channel = {.fd = STDIN_FILENO, .events = POLLIN};
        if (poll(&channel, 1, -1) < 0) {
            if (errno == EINTR) continue;
            return 1;
        }
        char message[16];
        ssize_t size = recv(STDIN_FILENO, message, sizeof message, 0);
        /* Who started us let go, or ended: so do we, and our children by PR_SET_PDEATHSIG. */
        if (size <= 0) return 0;
        if (size == 3 && memcmp(message, "act", 3) == 0) begin_act(act, path, outside);
    }
}

int perform(enum act act, const char *path) {
    if (act == ACT_SOCKET) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
        int client = socket(AF_UNIX, SOCK_STREAM, 0);
        if (client < 0 || connect(client, (struct sockaddr *)&address, sizeof address) != 0) return 1;
    }
    if (act == ACT_FILE && open(path, O_RDONLY | O_CLOEXEC) < 0) return 1;
    /* Stays to be looked at: killed with its parent, or by its alarm. */
    for (;;) pause();
}
