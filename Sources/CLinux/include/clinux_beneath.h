#ifndef YAGURA_CLINUX_BENEATH_H
#define YAGURA_CLINUX_BENEATH_H

#include "clinux_files.h"

/* Status of a file below `directory`: no links, no other mount, the bytes need no NUL at their end.
 * Nothing is opened for reading, so that no FIFO and no device is touched. */
int64_t yagura_status_beneath(int directory, const uint8_t *__counted_by(size) path __noescape, size_t size,
                              struct yagura_file_status *status);

#endif
