#ifndef YAGURA_CLINUX_PRIVILEGES_H
#define YAGURA_CLINUX_PRIVILEGES_H

#include <stdint.h>

/* All of these reach the calling thread alone, and those it starts later. */
int64_t yagura_capabilities_get(uint64_t *effective, uint64_t *permitted, uint64_t *inheritable);
int64_t yagura_capabilities_set(uint64_t effective, uint64_t permitted, uint64_t inheritable);
/* Takes a capability out of the bounding set; -EINVAL when the kernel has none of that number. */
int64_t yagura_bounding_drop(int capability);
int64_t yagura_bounding_has(int capability);
int64_t yagura_ambient_clear(void);
int64_t yagura_no_new_privileges(void);
/* Core dumps and ptrace by the same user: 0 forbids them. */
int64_t yagura_set_dumpable(int dumpable);
int64_t yagura_set_name(const char *name);
int64_t yagura_limit_get(int resource, uint64_t *soft, uint64_t *hard);
/* Effective rights of a user with this one group, for all threads; the real ones stay. Needs CAP_SETUID and CAP_SETGID. */
int64_t yagura_rights_take(uint32_t user, uint32_t group);
int64_t yagura_limit_set(int resource, uint64_t soft, uint64_t hard);

#endif
