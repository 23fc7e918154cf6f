#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdint.h>

/* Calls of malloc, calloc, realloc, memalign, aligned_alloc and posix_memalign by this thread since it began. */
uint64_t allocations_of_this_thread(void);

#endif
