// Read-only views of tables: an empty table that looks the values up in the other and cannot be written.
#include "code/mdl_code.h"
#include "objects/mdl_objects.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static int view_set(lua_State *L) {
    mdl_push_text(L, 2);
    return luaL_error(L, "cannot set '%s': this table is read-only", lua_tostring(L, -1));
}

static int view_length(lua_State *L) {
    lua_pushinteger(L, luaL_len(L, lua_upvalueindex(1)));
    return 1;
}

static int view_index(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    lua_gettable(L, lua_upvalueindex(1));
    mdl_hand_out(L);
    return 1;
}

static void push_locked_metatable(lua_State *L, int table) {
    lua_createtable(L, 0, 5);
    lua_pushvalue(L, table);
    lua_rawsetp(L, -2, &mdl_view_key);
    lua_pushcfunction(L, view_set);
    lua_setfield(L, -2, "__newindex");
    lua_pushvalue(L, table);
    lua_pushcclosure(L, view_length, 1);
    lua_setfield(L, -2, "__len");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
}

void mdl_push_view(lua_State *L, int table) {
    table = lua_absindex(L, table);
    if (mdl_push_viewed(L, table)) {
        lua_pop(L, 1);
        lua_pushvalue(L, table);
        return;
    }
    luaL_checkstack(L, 8, NULL);
    mdl_registry(L, &mdl_views_key);
    lua_pushvalue(L, table);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        push_locked_metatable(L, table);
        lua_pushvalue(L, table);
        lua_pushcclosure(L, view_index, 1);
        lua_setfield(L, -2, "__index");
        lua_setmetatable(L, -2);
        lua_pushvalue(L, table);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_remove(L, -2);
}

void mdl_hand_out(lua_State *L) {
    int value = lua_gettop(L);
    if (lua_istable(L, value)) mdl_push_view(L, value);
    else if (!lua_isfunction(L, value) || !mdl_push_entrance(L, value)) return;
    lua_replace(L, value);
}

static int library_set(lua_State *L) {
    mdl_push_text(L, 2);
    return luaL_error(L, "cannot set '%s': '%s' is read-only, since all of a run's code shares it; keep the function in a "
                      "local variable or a table of your own", lua_tostring(L, -1), lua_tostring(L, lua_upvalueindex(1)));
}

// A view of a library, which has no tables in it, so that Lua itself can look its functions up.
void mdl_push_library_view(lua_State *L, int table, const char *name) {
    table = lua_absindex(L, table);
    lua_newtable(L);
    push_locked_metatable(L, table);
    lua_pushstring(L, name);
    lua_pushcclosure(L, library_set, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pushvalue(L, table);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}
