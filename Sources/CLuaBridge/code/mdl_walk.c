// Outward from where a thread is, through what waits for it.
#include "code/mdl_walk.h"
#include "state/mdl_state.h"

mdl_walk mdl_start_walk(mdl_vm *vm, lua_State *L) {
    mdl_walk w = {vm, L, vm->branch, vm->depth - 1, 0};
    while (w.depth >= 0 && vm->chain[w.depth] != L) w.depth--;
    // A coroutine that just failed has left the chain; what resumed it is the innermost that is left.
    if (w.depth < 0) w.depth = vm->depth;
    return w;
}

void mdl_go_outward(mdl_walk *w) {
    w->level = 0;
    if (w->depth > 0) {
        w->thread = w->vm->chain[--w->depth];
        return;
    }
    w->depth = -1;
    w->thread = NULL;
    if (w->branch < 0 || (size_t)w->branch >= w->vm->branch_capacity) return;
    mdl_branch branch = w->vm->branches[w->branch];
    w->thread = branch.parent;
    w->branch = branch.parent_branch;
}
