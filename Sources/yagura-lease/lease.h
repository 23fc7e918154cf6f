#ifndef YAGURA_LEASE_H
#define YAGURA_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The only version of job and mark that this program understands. */
#define LEASE_VERSION "1"

enum freezer { FREEZER_V1, FREEZER_V2 };

/* One lease; the texts point into the message it was read from. */
struct lease {
    const char *id;
    enum freezer freezer;
    uint64_t inode;
    uint64_t expires;    /* nanoseconds of CLOCK_BOOTTIME; raised when the mark says so */
    const char *cgroup;  /* directory whose freezer serves */
    const char *mark;    /* the mark's file */
    bool attributed;     /* the mark is also an attribute of the directory, which then decides */
    int directory;       /* the cgroup, once opened */
};

enum { LEASE_FIELDS = 8 };

/* version, id, v1|v2, inode, expires, cgroup, mark's file, attributed 0|1; false when one is not as it must be. */
bool lease_from_fields(struct lease *lease, const char *const fields[LEASE_FIELDS]);

/* Splits a message of exactly LEASE_FIELDS texts, each ended by NUL. */
bool lease_from_message(struct lease *lease, const char *bytes, size_t size);

/* Opens the directory; false when it is gone or another has taken its path. */
bool lease_open(struct lease *lease);

/* Whether the cgroup is there and its mark still names this lease; takes its expiry over. */
bool lease_is_marked(struct lease *lease);

/* Thaws and removes the marks; false when the kernel refuses for now. */
bool lease_end(const struct lease *lease);

bool number_from_text(const char *text, size_t size, uint64_t *number);

#endif
