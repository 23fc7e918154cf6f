/* The canary of `yagura test detection`: see README.md. */

#include "canary.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const names[] = {"exec", "socket", "file", "outside"};

enum act act_from_text(const char *text) {
    for (int index = 0; index < ACT_NONE; index++)
        if (strcmp(text, names[index]) == 0) return (enum act)index;
    return ACT_NONE;
}

void tell(const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    size_t size = (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
    /* Nobody there to hear it: then there is nobody to be told that either. */
    ssize_t sent = send(STDIN_FILENO, text, size, MSG_NOSIGNAL);
    (void)sent;
}

void give_up(const char *what) {
    tell("failed %s: %s", what, strerror(errno));
    exit(1);
}

void bind_life(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* SIGALRM's default ends the process; an alarm survives execve(2). */
    alarm(LIFE_SECONDS);
}

/* Runs as the canary's first process: in its cgroup, in namespaces of its own. */
static void become_canary(enum act act, const char *path, const char *cgroup) {
    bind_life();
    int outside = cgroup_above(cgroup);
    cgroup_enter(cgroup);
    room_enter();
    char number[16];
    snprintf(number, sizeof number, "%d", outside);
    execl(PROGRAM, PROGRAM, "serve", names[act], path, number, (char *)NULL);
    give_up("execute " PROGRAM);
}

static int run(const char *cgroup, enum act act, const char *path) {
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    room_make(act, path);
    /* A process start is known to a hundredth of a second: files as old as it would count as younger. */
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
    cgroup_make(cgroup);
    pid_t first = fork();
    if (first < 0) {
        cgroup_remove(cgroup);
        give_up("fork");
    }
    if (first == 0) {
        signal(SIGTERM, SIG_DFL);
        become_canary(act, path, cgroup);
    }
    int status = 0;
    while (waitpid(first, &status, 0) < 0 && errno == EINTR) {}
    if (!cgroup_remove(cgroup)) give_up("remove the control group");
    return 0;
}

int main(int count, char *arguments[]) {
    enum act act = count > 2 ? act_from_text(arguments[2]) : ACT_NONE;
    if (count == 5 && strcmp(arguments[1], "run") == 0 && act != ACT_NONE) return run(arguments[4], act, arguments[3]);
    if (count == 5 && strcmp(arguments[1], "serve") == 0 && act != ACT_NONE)
        return serve(act, arguments[3], atoi(arguments[4]));
    if (count == 4 && strcmp(arguments[1], "act") == 0 && act != ACT_NONE) return perform(act, arguments[3]);
    fputs("usage: yagura-canary run exec|socket|file|outside PATH CGROUP\n"
          "Does one harmless act in a control group and a root of its own, when told on its standard input.\n"
          "yagura test detection starts it; it is not meant to be called by hand.\n", stderr);
    return 2;
}
