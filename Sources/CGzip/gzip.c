#include "cgzip.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

/* 15 bits of window, and 16 for a gzip header (zlib.h, inflateInit2). */
enum { WINDOW = 15 + 16 };

int64_t yagura_gzip_unpack(const uint8_t *input, size_t size, uint8_t *output, size_t room) {
    if (size > UINT_MAX || room > UINT_MAX) return YAGURA_GZIP_NO_ROOM;
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateInit2(&stream, WINDOW) != Z_OK) return YAGURA_GZIP_NO_MEMORY;
    stream.next_in = (Bytef *)input;
    stream.avail_in = (uInt)size;
    stream.next_out = output;
    stream.avail_out = (uInt)room;
    int status = inflate(&stream, Z_FINISH);
    size_t written = room - stream.avail_out;
    size_t left = stream.avail_in;
    int full = stream.avail_out == 0;
    inflateEnd(&stream);
    if (status == Z_STREAM_END) return left == 0 ? (int64_t)written : YAGURA_GZIP_DAMAGED;
    if (status == Z_MEM_ERROR) return YAGURA_GZIP_NO_MEMORY;
    return full && status != Z_DATA_ERROR ? YAGURA_GZIP_NO_ROOM : YAGURA_GZIP_DAMAGED;
}

int64_t yagura_gzip_pack(const uint8_t *input, size_t size, uint8_t *output, size_t room, int level) {
    if (size > UINT_MAX || room > UINT_MAX) return YAGURA_GZIP_NO_ROOM;
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (deflateInit2(&stream, level, Z_DEFLATED, WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK) return YAGURA_GZIP_NO_MEMORY;
    stream.next_in = (Bytef *)input;
    stream.avail_in = (uInt)size;
    stream.next_out = output;
    stream.avail_out = (uInt)room;
    int status = deflate(&stream, Z_FINISH);
    size_t written = room - stream.avail_out;
    deflateEnd(&stream);
    return status == Z_STREAM_END ? (int64_t)written : YAGURA_GZIP_NO_ROOM;
}

size_t yagura_gzip_bound(size_t size) {
    /* compressBound is for zlib's header; gzip's is 12 bytes longer. */
    return compressBound(size) + 18;
}
