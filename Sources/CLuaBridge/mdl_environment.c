// The globals of a chunk: a table of its own, which begins with those that its library shares.
#include "mdl_internal.h"

// A global that is new: from now on its name is known, also when it is nil again. The upvalue is the table of such names.
static int new_global(lua_State *L) {
    lua_settop(L, 3);
    if (lua_type(L, 2) == LUA_TSTRING) {
        lua_pushvalue(L, 2);
        lua_pushboolean(L, 1);
        lua_rawset(L, lua_upvalueindex(1));
    }
    lua_rawset(L, 1);
    return 0;
}

static void copy(lua_State *L, int from, int to) {
    lua_pushnil(L);
    while (lua_next(L, from)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, to);
    }
}

void mdl_push_environment(lua_State *L, int library, int assigned) {
    library = lua_absindex(L, library);
    assigned = lua_absindex(L, assigned);
    lua_createtable(L, 0, 96);
    int environment = lua_gettop(L);
    mdl_push_base(L, library);
    copy(L, environment + 1, environment);
    lua_settop(L, environment);
    lua_pushvalue(L, environment);
    lua_setfield(L, environment, "_G");
    lua_createtable(L, 0, 3);
    lua_pushvalue(L, assigned);
    lua_pushcclosure(L, new_global, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, mdl_unknown_global);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, environment);
}
