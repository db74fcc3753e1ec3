// pcall and xpcall. They differ from the stock ones in remembering where an error was raised, in case it is raised
// again, and in that no handler runs once a limit was reached: Lua calls it with hooks off, so it could run for ever.
#include "errors/mdl_errors.h"
#include "state/mdl_state.h"

// An error that closes a coroutine passes through the calls that were made before.
static bool is_passed(lua_State *L, uint32_t call) {
    uint32_t closing = *mdl_closing_of(L);
    return closing != 0 && (int32_t)(call - closing) < 0;
}

static int ended(lua_State *L, int status, lua_KContext call) {
    bool is_ok = status == LUA_OK || status == LUA_YIELD;
    if (!is_ok && is_passed(L, (uint32_t)call)) return mdl_raise_again(L);
    lua_pushboolean(L, is_ok);
    lua_replace(L, 1);
    return is_ok ? lua_gettop(L) : 2;
}

static lua_KContext next_call(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    // None is 0: that is no closing.
    if (++vm->protected_calls == 0) ++vm->protected_calls;
    return (lua_KContext)vm->protected_calls;
}

int mdl_pcall(lua_State *L) {
    luaL_checkany(L, 1);
    lua_KContext call = next_call(L);
    lua_pushcfunction(L, mdl_message_handler);
    lua_insert(L, 1);
    return ended(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, call, ended), call);
}

int mdl_call_handler(lua_State *L) {
    if (mdl_of(L)->is_killed || is_passed(L, (uint32_t)lua_tointeger(L, lua_upvalueindex(2)))) return 1;
    mdl_message_handler(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

int mdl_xpcall(lua_State *L) {
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_KContext call = next_call(L);
    lua_pushvalue(L, 2);
    lua_pushinteger(L, (lua_Integer)call);
    lua_pushcclosure(L, mdl_call_handler, 2);
    lua_replace(L, 2);
    // The handler below the function and its arguments.
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_replace(L, 1);
    lua_replace(L, 2);
    return ended(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, call, ended), call);
}
