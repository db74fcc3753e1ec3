// Source text to functions, and modules.
#ifndef MDL_MODULES_H
#define MDL_MODULES_H

#include <lua.h>

#include "CLuaBridge.h"

/// Pushes the function or the message, and returns a status.
int mdl_load(lua_State *L, mdl_span chunk, mdl_span text);
/// Pushes the globals of a chunk: `library` is the index of its library's id, `assigned` of the table of names it sets.
void mdl_push_environment(lua_State *L, int library, int assigned);
/// Adds the names of the globals that a text sets to the table on top of the stack.
void mdl_note_assigned(lua_State *L, mdl_span text);

/// The __index of a chunk's globals: nil for what the chunk sets somewhere, else an error.
int mdl_unknown_global(lua_State *L);
/// The __index of a library, whose name is the upvalue: a function it lacks is nil, one that is withheld says why.
int mdl_unknown_function(lua_State *L);
/// Pushes the reason why a name is withheld, if it is.
bool mdl_push_reason(lua_State *L, const char *name);

int mdl_require(lua_State *L);

#endif
