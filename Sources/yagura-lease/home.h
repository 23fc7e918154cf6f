#ifndef YAGURA_LEASE_HOME_H
#define YAGURA_LEASE_HOME_H

/* Moves into `yagura-lease` below each hierarchy's root: what ends the agent's cgroup must not end this. */
void home_enter(char *const hierarchies[], int count);

/* Moves back to the roots and removes the cgroup, unless others of its kind are in it. */
void home_leave(char *const hierarchies[], int count);

#endif
