// A walk over the frames of a thread, and of those that wait for it: the coroutines that resumed it and the branches that
// opened this one.
#ifndef MDL_WALK_H
#define MDL_WALK_H

#include "state/mdl_state.h"

/// Where a walk is.
typedef struct {
    mdl_vm *vm;
    lua_State *thread;
    int64_t branch;
    int depth, level;
} mdl_walk;

/// Begins at the innermost frame of a thread.
mdl_walk mdl_start_walk(mdl_vm *vm, lua_State *L);
/// Goes to the thread that waits for this one: the one that resumed it, or the one that opened the branch.
void mdl_go_outward(mdl_walk *w);

#endif
