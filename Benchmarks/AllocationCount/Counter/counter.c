/* malloc and its kin, counted: the program's own definitions come before glibc's, whose work they ask for. */
#include "allocation_counter.h"

#include <errno.h>
#include <stddef.h>

/* glibc's own names: exported since 2.0, meant for interposers. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/* initial-exec: reading it may not call malloc, as the general model may. */
static __thread uint64_t calls __attribute__((tls_model("initial-exec")));

uint64_t allocations_of_this_thread(void) { return calls; }

void *malloc(size_t size) { calls++; return __libc_malloc(size); }

void *calloc(size_t count, size_t size) { calls++; return __libc_calloc(count, size); }

void *realloc(void *old, size_t size) { calls++; return __libc_realloc(old, size); }

void *memalign(size_t alignment, size_t size) { calls++; return __libc_memalign(alignment, size); }

void *aligned_alloc(size_t alignment, size_t size) { calls++; return __libc_memalign(alignment, size); }

int posix_memalign(void **place, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
    calls++;
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *place = memory;
    return 0;
}
