#ifndef YAGURA_CLINUX_H
#define YAGURA_CLINUX_H

/* Each wrapper names the call it wraps; nothing here keeps state. */

#endif
