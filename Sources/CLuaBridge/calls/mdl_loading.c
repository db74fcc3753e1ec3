// Which modules are being loaded, and by which branch. Meanwhile that branch may not call the host.
#include "calls/mdl_calls.h"
#include "state/mdl_state.h"

void mdl_push_loading(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    mdl_registry(L, &mdl_loading_key);
    if (lua_rawgeti(L, -1, vm->branch) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, vm->branch);
    }
    lua_remove(L, -2);
}

const char *mdl_module_being_loaded(lua_State *L) {
    if (mdl_of(L)->loading_count == 0) return NULL;
    mdl_push_loading(L);
    lua_rawgeti(L, -1, (lua_Integer)lua_rawlen(L, -1));
    const char *name = lua_tostring(L, -1);
    lua_pop(L, 2);
    return name;
}

void mdl_begin_loading(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    mdl_registry(L, &mdl_loading_key);
    lua_pushvalue(L, 1);
    lua_pushboolean(L, 0);
    lua_rawset(L, -3);
    mdl_push_loading(L);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, vm->branch);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    vm->loading_count++;
}

void mdl_end_loading(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    mdl_push_loading(L);
    lua_pushnil(L);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2));
    mdl_registry(L, &mdl_loading_key);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    lua_rawset(L, -3);
    lua_pop(L, 2);
    vm->loading_count--;
}
