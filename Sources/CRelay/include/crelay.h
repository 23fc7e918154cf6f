#ifndef YAGURA_CRELAY_H
#define YAGURA_CRELAY_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/* Writes to standard error, all of it or as much as it takes. */
void yagura_say(const uint8_t *__counted_by(count) text __noescape, size_t count);
/* One message to the service manager, by the protocol of sd_notify(3); nothing where there is none. */
void yagura_notify(const uint8_t *__counted_by(count) text __noescape, size_t count);
/* The number of a user, from getpwnam_r(3); below zero when there is none of this name. */
int64_t yagura_user_number(const uint8_t *__counted_by(count) name __noescape, size_t count);

#endif
