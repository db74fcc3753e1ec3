// What scripts get in place of others' tables and functions, and of the host's things.
#ifndef MDL_OBJECTS_H
#define MDL_OBJECTS_H

#include <lua.h>

/// Pushes the read-only view of a table.
void mdl_push_view(lua_State *L, int table);
/// Pushes the view of a library, which has no tables in it, so that Lua itself can look its functions up.
void mdl_push_library_view(lua_State *L, int table, const char *name);
/// Turns the value on top of the stack into what others get of it: a view of a table, an entrance to a library's function.
void mdl_hand_out(lua_State *L);

void mdl_open_handle(lua_State *L);
/// secret "NAME" or secret{ name = "NAME" } of data files: a handle without the host.
int mdl_secret(lua_State *L);

#endif
