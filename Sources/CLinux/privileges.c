#include "clinux_privileges.h"
#include "retry.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct __user_cap_header_struct header(void) {
    return (struct __user_cap_header_struct){.version = _LINUX_CAPABILITY_VERSION_3};
}

static uint64_t join(uint32_t low, uint32_t high) { return (uint64_t)high << 32 | low; }

int64_t yagura_capabilities_get(uint64_t *effective, uint64_t *permitted, uint64_t *inheritable) {
    struct __user_cap_header_struct head = header();
    struct __user_cap_data_struct data[2] = {0};
    int64_t result = RETRY(syscall(SYS_capget, &head, data));
    if (result < 0) return result;
    *effective = join(data[0].effective, data[1].effective);
    *permitted = join(data[0].permitted, data[1].permitted);
    *inheritable = join(data[0].inheritable, data[1].inheritable);
    return 0;
}

int64_t yagura_capabilities_set(uint64_t effective, uint64_t permitted, uint64_t inheritable) {
    struct __user_cap_header_struct head = header();
    struct __user_cap_data_struct data[2];
    for (unsigned i = 0; i < 2; i++)
        data[i] = (struct __user_cap_data_struct){
            .effective = (uint32_t)(effective >> (32 * i)),
            .permitted = (uint32_t)(permitted >> (32 * i)),
            .inheritable = (uint32_t)(inheritable >> (32 * i)),
        };
    return RETRY(syscall(SYS_capset, &head, data));
}

int64_t yagura_bounding_drop(int capability) { return RETRY(prctl(PR_CAPBSET_DROP, (long)capability, 0, 0, 0)); }
int64_t yagura_bounding_has(int capability) { return RETRY(prctl(PR_CAPBSET_READ, (long)capability, 0, 0, 0)); }
int64_t yagura_ambient_clear(void) { return RETRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)); }
int64_t yagura_no_new_privileges(void) { return RETRY(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }
int64_t yagura_set_dumpable(int dumpable) { return RETRY(prctl(PR_SET_DUMPABLE, (long)dumpable, 0, 0, 0)); }
int64_t yagura_set_name(const char *name) { return RETRY(prctl(PR_SET_NAME, name, 0, 0, 0)); }

int64_t yagura_limit_get(int resource, uint64_t *soft, uint64_t *hard) {
    struct rlimit limit;
    int64_t result = RETRY(getrlimit((__rlimit_resource_t)resource, &limit));
    if (result < 0) return result;
    *soft = limit.rlim_cur;
    *hard = limit.rlim_max;
    return 0;
}

int64_t yagura_limit_set(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    return RETRY(setrlimit((__rlimit_resource_t)resource, &limit));
}

int64_t yagura_rights_take(uint32_t user, uint32_t group) {
    /* The user last: only root may change groups. */
    if (setgroups(1, &(gid_t){group}) < 0 || setegid(group) < 0 || seteuid(user) < 0) return -(int64_t)errno;
    return 0;
}
