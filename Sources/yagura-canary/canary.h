#ifndef YAGURA_CANARY_H
#define YAGURA_CANARY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Every process of ours ends by itself after this many seconds, whatever became of the others. */
enum { LIFE_SECONDS = 75, PATH_LIMIT = 4096 };

enum act { ACT_EXEC, ACT_SOCKET, ACT_FILE, ACT_OUTSIDE, ACT_NONE };

/* The program's place in the root of its own. */
#define PROGRAM "/canary"

enum act act_from_text(const char *text);

/* Tells the one who started us, in one message; the only channel there is. */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says which call failed and ends the process. */
void give_up(const char *what) __attribute__((noreturn));
/* Ends with its parent, and after LIFE_SECONDS. */
void bind_life(void);

/* Makes a root in memory over /tmp of a mount namespace of our own, with this program and what the act uses in it. */
void room_make(enum act act, const char *path);
/* Makes that root the only thing this process sees. */
void room_enter(void);

/* The canary's first process: listens, acts when told, ends when the channel does. `outside`: cgroup.procs of the cgroup above. */
int serve(enum act act, const char *path, int outside);
/* A child that has executed: `outside` waits, `socket` connects, `file` opens. */
int perform(enum act act, const char *path);

/* Makes the control group; removes what earlier canaries left beside it. */
void cgroup_make(const char *path);
/* Moves this process in. */
void cgroup_enter(const char *path);
/* Removes it as soon as nobody is in it. */
bool cgroup_remove(const char *path);
/* Opens cgroup.procs of the cgroup above. */
int cgroup_above(const char *path);

#endif
