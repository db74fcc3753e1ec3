// tostring without addresses: an object is numbered when its text is first asked for.
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static void push_serial(lua_State *L, int index) {
    mdl_vm *vm = mdl_of(L);
    mdl_registry(L, &mdl_serials_key);
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_pushvalue(L, index);
        lua_pushinteger(L, ++vm->next_serial);
        lua_pushvalue(L, -1);
        lua_insert(L, -4);
        lua_rawset(L, -3);
        lua_pop(L, 1);
        return;
    }
    lua_remove(L, -2);
}

static void push_plain(lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TNIL: lua_pushliteral(L, "nil"); return;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); return;
    case LUA_TNUMBER:
    case LUA_TSTRING:
        lua_pushvalue(L, index);
        lua_tolstring(L, -1, NULL);
        return;
    default: break;
    }
    const char *name = luaL_typename(L, index);
    bool is_named = luaL_getmetafield(L, index, "__name") == LUA_TSTRING;
    if (is_named) name = lua_tostring(L, -1);
    push_serial(L, index);
    lua_pushfstring(L, "%s: %I", name, lua_tointeger(L, -1));
}

void mdl_push_text(lua_State *L, int index) {
    index = lua_absindex(L, index);
    int top = lua_gettop(L);
    luaL_checkstack(L, 8, NULL);
    if (luaL_callmeta(L, index, "__tostring")) {
        if (!lua_isstring(L, -1)) luaL_error(L, "'__tostring' must return a string");
        lua_tolstring(L, -1, NULL);
    } else {
        push_plain(L, index);
    }
    lua_copy(L, -1, top + 1);
    lua_settop(L, top + 1);
}
