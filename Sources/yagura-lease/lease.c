#include "lease.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char attribute[] = "trusted.yagura.lease";

enum { MARK_LIMIT = 64 << 10, PATH_LIMIT = 4096 };

bool lease_open(struct lease *lease) {
    lease->directory = open(lease->cgroup, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (lease->directory < 0) return false;
    struct stat status;
    return fstat(lease->directory, &status) == 0 && (uint64_t)status.st_ino == lease->inode;
}

/* `id` and `expires`, with one blank between. */
static bool is_marked_by_attribute(struct lease *lease) {
    char value[256];
    ssize_t size = fgetxattr(lease->directory, attribute, value, sizeof value);
    if (size <= 0) return false;
    size_t length = strlen(lease->id);
    if ((size_t)size <= length + 1 || memcmp(value, lease->id, length) != 0 || value[length] != ' ') return false;
    uint64_t expires;
    if (!number_from_text(value + length + 1, (size_t)size - length - 1, &expires)) return false;
    lease->expires = expires;
    return true;
}

/* The text behind `key` and a blank, up to the line's end. */
static const char *line_value(const char *text, size_t size, const char *key, size_t *length) {
    size_t key_length = strlen(key);
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t line = end ? (size_t)(end - text) - at : size - at;
        if (line > key_length && memcmp(text + at, key, key_length) == 0 && text[at + key_length] == ' ') {
            *length = line - key_length - 1;
            return text + at + key_length + 1;
        }
        at += line + 1;
    }
    return NULL;
}

static bool is_marked_by_file(struct lease *lease) {
    static char text[MARK_LIMIT];
    int file = open(lease->mark, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return false;
    size_t size = 0;
    for (ssize_t count; size < sizeof text && (count = read(file, text + size, sizeof text - size)) > 0;)
        size += (size_t)count;
    close(file);
    size_t length;
    const char *id = line_value(text, size, "id", &length);
    if (!id || length != strlen(lease->id) || memcmp(id, lease->id, length) != 0) return false;
    const char *expiry = line_value(text, size, "expires", &length);
    uint64_t expires;
    if (!expiry || !number_from_text(expiry, length, &expires)) return false;
    lease->expires = expires;
    return true;
}

/* A removed cgroup keeps its attributes as long as somebody has it open, but has no files any more. */
static bool is_removed(const struct lease *lease) {
    return faccessat(lease->directory, "cgroup.procs", F_OK, 0) != 0 && errno == ENOENT;
}

bool lease_is_marked(struct lease *lease) {
    if (is_removed(lease)) return false;
    return lease->attributed ? is_marked_by_attribute(lease) : is_marked_by_file(lease);
}

/* The cgroup was removed: nothing is left to thaw. */
static bool is_gone(int error) { return error == ENOENT || error == ENODEV; }

static bool write_control(int directory, const char *name, const char *value) {
    int file = openat(directory, name, O_WRONLY | O_CLOEXEC);
    if (file < 0) return is_gone(errno);
    ssize_t count;
    do count = write(file, value, strlen(value));
    while (count < 0 && errno == EINTR);
    bool done = count >= 0 || is_gone(errno);
    close(file);
    return done;
}

bool lease_end(const struct lease *lease) {
    bool thawed = lease->freezer == FREEZER_V2 ? write_control(lease->directory, "cgroup.freeze", "0")
                                               : write_control(lease->directory, "freezer.state", "THAWED");
    if (!thawed) return false;
    fremovexattr(lease->directory, attribute);
    /* The next agent reads from the renamed file that the lease ended here. */
    char ended[PATH_LIMIT];
    int length = snprintf(ended, sizeof ended, "%s.ended", lease->mark);
    if (length > 0 && (size_t)length < sizeof ended) rename(lease->mark, ended);
    else unlink(lease->mark);
    return true;
}
