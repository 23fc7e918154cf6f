#include "clinux_spawn.h"
#include "retry.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENT_LIMIT = 64 };

/* posix_spawn's own: the child shares our memory until it runs the program, so a large agent starts it as fast. */
static int describe(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes, int input) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = input >= 0 ? posix_spawn_file_actions_adddup2(files, input, 0)
                           : posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_addopen(files, 1, "/dev/null", O_WRONLY, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(files, 1, 2);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(files, 3);
    if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error)
        error = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return error;
}

int64_t yagura_spawn_detached(const uint8_t *arguments, size_t size, int input) {
    char *pointers[ARGUMENT_LIMIT + 1] = {0};
    char *environment[] = {0};
    size_t count = 0;
    for (size_t at = 0; at < size; count++) {
        const uint8_t *end = memchr(arguments + at, 0, size - at);
        if (!end || count == ARGUMENT_LIMIT) return -EINVAL;
        pointers[count] = (char *)(arguments + at);
        at = (size_t)(end - arguments) + 1;
    }
    if (count == 0) return -EINVAL;

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&files);
    if (error) return -error;
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&files);
        return -error;
    }
    pid_t pid = 0;
    error = describe(&files, &attributes, input);
    if (!error) error = posix_spawn(&pid, pointers[0], &files, &attributes, pointers, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error ? -(int64_t)error : pid;
}

int64_t yagura_child_take(int32_t pid, int32_t *status) {
    int found = 0;
    int64_t result = RETRY(waitpid(pid, &found, WNOHANG));
    *status = found;
    return result > 0 ? 1 : result;
}

int64_t yagura_message_pair(int32_t *other) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -errno;
    *other = pair[1];
    return pair[0];
}

int64_t yagura_message_send(int fd, const uint8_t *bytes, size_t size) {
    return RETRY(send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT));
}

int64_t yagura_message_end(int fd) { return RETRY(shutdown(fd, SHUT_WR)); }
