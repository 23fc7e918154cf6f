#ifndef YAGURA_CLINUX_H
#define YAGURA_CLINUX_H

/* Each wrapper names the call it wraps; nothing here keeps state.
 * A result below zero is the negated errno. EINTR is retried here and nowhere else. */

#include "clinux_beneath.h"
#include "clinux_events.h"
#include "clinux_files.h"
#include "clinux_netlink.h"
#include "clinux_privileges.h"
#include "clinux_processes.h"
#include "clinux_spawn.h"
#include "clinux_threads.h"
#include "clinux_unix.h"

#endif
