#include "clinux_files.h"
#include "retry.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

int yagura_working_directory(void) { return AT_FDCWD; }

int64_t yagura_open(int directory, const char *path, int flags, uint32_t mode) {
    return RETRY(openat(directory, path, flags | O_CLOEXEC, mode));
}

int64_t yagura_open_resolving(int directory, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = resolve};
    return RETRY(syscall(SYS_openat2, directory, path, &how, sizeof how));
}

int64_t yagura_read(int fd, uint8_t *bytes, size_t size) { return RETRY(read(fd, bytes, size)); }

int64_t yagura_pread(int fd, uint8_t *bytes, size_t size, uint64_t offset) {
    return RETRY(pread(fd, bytes, size, (off_t)offset));
}

int64_t yagura_write(int fd, const uint8_t *bytes, size_t size) { return RETRY(write(fd, bytes, size)); }

int64_t yagura_readlink(int directory, const char *path, uint8_t *bytes, size_t size) {
    return RETRY(readlinkat(directory, path, (char *)bytes, size));
}

static int64_t nanoseconds(struct statx_timestamp time) {
    int64_t result = 0;
    if (__builtin_mul_overflow(time.tv_sec, (int64_t)1000000000, &result)) return INT64_MAX;
    if (__builtin_add_overflow(result, (int64_t)time.tv_nsec, &result)) return INT64_MAX;
    return result;
}

int64_t yagura_statx(int directory, const char *path, int flags, struct yagura_file_status *status) {
    struct statx found;
    int64_t result = RETRY(statx(directory, path, flags, STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID, &found));
    if (result < 0) return result;
    *status = (struct yagura_file_status){
        .device = makedev(found.stx_dev_major, found.stx_dev_minor),
        .inode = found.stx_ino,
        .size = found.stx_size,
        .birth_nanoseconds = nanoseconds(found.stx_btime),
        .modification_nanoseconds = nanoseconds(found.stx_mtime),
        .change_nanoseconds = nanoseconds(found.stx_ctime),
        .mount = found.stx_mnt_id,
        .mode = found.stx_mode,
        .user = found.stx_uid,
        .group = found.stx_gid,
        .links = found.stx_nlink,
        .has_birth = (found.stx_mask & STATX_BTIME) != 0,
    };
    return 0;
}

int64_t yagura_directory_records(int fd, uint8_t *bytes, size_t size) {
    return RETRY(syscall(SYS_getdents64, fd, bytes, size));
}

int64_t yagura_mkdir(int directory, const char *path, uint32_t mode) { return RETRY(mkdirat(directory, path, mode)); }

int64_t yagura_rename(int from_directory, const char *from, int to_directory, const char *to, uint32_t flags) {
    return RETRY(renameat2(from_directory, from, to_directory, to, flags));
}

int64_t yagura_unlink(int directory, const char *path, int flags) { return RETRY(unlinkat(directory, path, flags)); }

int64_t yagura_fsync(int fd) { return RETRY(fsync(fd)); }

int64_t yagura_fchmod(int fd, uint32_t mode) { return RETRY(fchmod(fd, mode)); }

int64_t yagura_chown(int directory, const char *path, uint32_t user, uint32_t group) {
    return RETRY(fchownat(directory, path, user, group, AT_SYMLINK_NOFOLLOW));
}

int64_t yagura_try_lock(int fd) { return RETRY(flock(fd, LOCK_EX | LOCK_NB)); }

int64_t yagura_fgetxattr(int fd, const char *name, uint8_t *bytes, size_t size) {
    return RETRY(fgetxattr(fd, name, bytes, size));
}

int64_t yagura_fsetxattr(int fd, const char *name, const uint8_t *bytes, size_t size) {
    return RETRY(fsetxattr(fd, name, bytes, size, 0));
}

int64_t yagura_fremovexattr(int fd, const char *name) { return RETRY(fremovexattr(fd, name)); }

int64_t yagura_getxattr(const char *path, const char *name, uint8_t *bytes, size_t size) {
    return RETRY(getxattr(path, name, bytes, size));
}

int64_t yagura_setxattr(const char *path, const char *name, const uint8_t *bytes, size_t size) {
    return RETRY(setxattr(path, name, bytes, size, 0));
}

int64_t yagura_removexattr(const char *path, const char *name) { return RETRY(removexattr(path, name)); }

const char *yagura_error_name(int number) {
    const char *name = strerrorname_np(number);
    return name ? name : "unknown errno";
}

const char *yagura_error_text(int number) {
    const char *text = strerrordesc_np(number);
    return text ? text : "unknown error";
}
