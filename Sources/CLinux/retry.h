#ifndef YAGURA_RETRY_H
#define YAGURA_RETRY_H

#include <errno.h>

/* Evaluates a call again while a signal interrupts it; gives its result, or the negated errno. */
#define RETRY(call)                                   \
    ({                                                \
        int64_t result;                               \
        do {                                          \
            result = (int64_t)(call);                 \
        } while (result < 0 && errno == EINTR);       \
        result < 0 ? -(int64_t)errno : result;        \
    })

#endif
