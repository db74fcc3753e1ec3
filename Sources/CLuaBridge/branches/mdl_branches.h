// Branches: the coroutines that the host itself resumes.
#ifndef MDL_BRANCHES_H
#define MDL_BRANCHES_H

#include <lua.h>

/// Counts a coroutine that is about to be made, and raises an error where it is one too many.
void mdl_count_coroutine(lua_State *L);
int mdl_parallel(lua_State *L);

#endif
