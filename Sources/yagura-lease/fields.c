#include "lease.h"

#include <string.h>

bool number_from_text(const char *text, size_t size, uint64_t *number) {
    if (size == 0) return false;
    uint64_t value = 0;
    for (size_t index = 0; index < size; index++) {
        if (text[index] < '0' || text[index] > '9') return false;
        if (__builtin_mul_overflow(value, (uint64_t)10, &value)) return false;
        if (__builtin_add_overflow(value, (uint64_t)(text[index] - '0'), &value)) return false;
    }
    *number = value;
    return true;
}

bool lease_from_fields(struct lease *lease, const char *const fields[LEASE_FIELDS]) {
    if (strcmp(fields[0], LEASE_VERSION) != 0 || fields[1][0] == 0) return false;
    lease->id = fields[1];
    if (strcmp(fields[2], "v1") == 0) lease->freezer = FREEZER_V1;
    else if (strcmp(fields[2], "v2") == 0) lease->freezer = FREEZER_V2;
    else return false;
    if (!number_from_text(fields[3], strlen(fields[3]), &lease->inode)) return false;
    if (!number_from_text(fields[4], strlen(fields[4]), &lease->expires)) return false;
    lease->cgroup = fields[5];
    lease->mark = fields[6];
    if (lease->cgroup[0] != '/' || lease->mark[0] != '/') return false;
    if (strcmp(fields[7], "0") != 0 && strcmp(fields[7], "1") != 0) return false;
    lease->attributed = fields[7][0] == '1';
    lease->directory = -1;
    return true;
}

bool lease_from_message(struct lease *lease, const char *bytes, size_t size) {
    const char *fields[LEASE_FIELDS];
    size_t at = 0;
    for (int field = 0; field < LEASE_FIELDS; field++) {
        fields[field] = bytes + at;
        const char *end = memchr(bytes + at, 0, size - at);
        if (!end) return false;
        at = (size_t)(end - bytes) + 1;
    }
    return at == size && lease_from_fields(lease, fields);
}
