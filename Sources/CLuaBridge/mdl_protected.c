// pcall and xpcall. They differ from the stock ones in remembering where an error was raised, in case it is raised
// again, and in that no handler runs once a limit was reached: Lua calls it with hooks off, so it could run for ever.
#include "mdl_internal.h"

static int ended(lua_State *L, int status, lua_KContext context) {
    (void)context;
    bool is_ok = status == LUA_OK || status == LUA_YIELD;
    lua_pushboolean(L, is_ok);
    lua_replace(L, 1);
    return is_ok ? lua_gettop(L) : 2;
}

int mdl_pcall(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushcfunction(L, mdl_message_handler);
    lua_insert(L, 1);
    return ended(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, ended), 0);
}

static int call_handler(lua_State *L) {
    if (mdl_of(L)->kill_limit != NULL) return 1;
    mdl_message_handler(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

int mdl_xpcall(lua_State *L) {
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, call_handler, 1);
    lua_replace(L, 2);
    // The handler below the function and its arguments.
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_replace(L, 1);
    lua_replace(L, 2);
    return ended(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, ended), 0);
}
