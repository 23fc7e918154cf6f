#ifndef YAGURA_CLINUX_FILES_H
#define YAGURA_CLINUX_FILES_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <fcntl.h>
#include <stdint.h>

/* Some of these hide behind _GNU_SOURCE, which Swift's view of the header does not set. */
enum {
    YAGURA_O_WRONLY = 01,
    YAGURA_O_RDWR = 02,
    YAGURA_O_CREAT = O_CREAT,
    YAGURA_O_EXCL = O_EXCL,
    YAGURA_O_TRUNC = O_TRUNC,
    YAGURA_O_APPEND = O_APPEND,
    YAGURA_O_NONBLOCK = O_NONBLOCK,
    YAGURA_O_DIRECTORY = O_DIRECTORY,
    YAGURA_O_NOFOLLOW = O_NOFOLLOW,
    YAGURA_O_PATH = 010000000,
    YAGURA_AT_SYMLINK_NOFOLLOW = 0x100,
    YAGURA_AT_REMOVEDIR = 0x200,
    YAGURA_AT_EMPTY_PATH = 0x1000,
};

/* What statx says of a file; `has_birth` is 0 where the file system keeps no birth time. */
struct yagura_file_status {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    int64_t birth_nanoseconds;
    int64_t modification_nanoseconds;
    int64_t change_nanoseconds;
    uint64_t mount;
    uint32_t mode;
    uint32_t user;
    uint32_t group;
    uint32_t links;
    uint32_t has_birth;
};

/* AT_FDCWD, for callers that have a path and no directory. */
int yagura_working_directory(void);

int64_t yagura_open(int directory, const char *path, int flags, uint32_t mode);
/* openat2(2): `resolve` takes RESOLVE_*. */
int64_t yagura_open_resolving(int directory, const char *path, uint64_t flags, uint64_t resolve);
int64_t yagura_read(int fd, uint8_t *__counted_by(size) bytes __noescape, size_t size);
int64_t yagura_pread(int fd, uint8_t *__counted_by(size) bytes __noescape, size_t size, uint64_t offset);
int64_t yagura_write(int fd, const uint8_t *__counted_by(size) bytes __noescape, size_t size);
int64_t yagura_readlink(int directory, const char *path, uint8_t *__counted_by(size) bytes __noescape, size_t size);
int64_t yagura_statx(int directory, const char *path, int flags, struct yagura_file_status *status);
/* getdents64(2): whole records; 0 at the end. */
int64_t yagura_directory_records(int fd, uint8_t *__counted_by(size) bytes __noescape, size_t size);

int64_t yagura_mkdir(int directory, const char *path, uint32_t mode);
int64_t yagura_rename(int from_directory, const char *from, int to_directory, const char *to, uint32_t flags);
int64_t yagura_unlink(int directory, const char *path, int flags);
int64_t yagura_fsync(int fd);
int64_t yagura_fchmod(int fd, uint32_t mode);
int64_t yagura_chown(int directory, const char *path, uint32_t user, uint32_t group);
/* flock(2), exclusive, without waiting: -EWOULDBLOCK when another holds it. */
int64_t yagura_try_lock(int fd);

int64_t yagura_fgetxattr(int fd, const char *name, uint8_t *__counted_by(size) bytes __noescape, size_t size);
int64_t yagura_fsetxattr(int fd, const char *name, const uint8_t *__counted_by(size) bytes __noescape, size_t size);
int64_t yagura_fremovexattr(int fd, const char *name);
int64_t yagura_getxattr(const char *path, const char *name, uint8_t *__counted_by(size) bytes __noescape, size_t size);
int64_t yagura_setxattr(const char *path, const char *name, const uint8_t *__counted_by(size) bytes __noescape, size_t size);
int64_t yagura_removexattr(const char *path, const char *name);

/* The symbolic name ("ENOENT") and the text of an errno; never NULL. */
const char *yagura_error_name(int number);
const char *yagura_error_text(int number);

#endif
