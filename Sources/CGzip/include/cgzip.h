#ifndef YAGURA_CGZIP_H
#define YAGURA_CGZIP_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/* Results below zero. */
enum {
    YAGURA_GZIP_DAMAGED = -1,  /* not gzip, cut short, a wrong checksum, or bytes behind its end */
    YAGURA_GZIP_NO_ROOM = -2,  /* the content is larger than the room for it */
    YAGURA_GZIP_NO_MEMORY = -3,
};

/* Unpacks one gzip member into `output` and returns the bytes written. */
int64_t yagura_gzip_unpack(const uint8_t *__counted_by(size) input __noescape, size_t size,
                           uint8_t *__counted_by(room) output __noescape, size_t room);

/* Packs `input` at a level from 1 to 9 and returns the bytes written. */
int64_t yagura_gzip_pack(const uint8_t *__counted_by(size) input __noescape, size_t size,
                         uint8_t *__counted_by(room) output __noescape, size_t room, int level);

/* Room that packing `size` bytes needs at most. */
size_t yagura_gzip_bound(size_t size);

#endif
