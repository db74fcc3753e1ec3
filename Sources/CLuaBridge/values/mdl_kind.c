// Values that are more than their type says: handles, which only the host makes, and read-only views of tables.
#include "state/mdl_state.h"
#include "values/mdl_values.h"

bool mdl_is_handle(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return false;
    mdl_registry(L, &mdl_handle_key);
    bool is_handle = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_handle;
}

void mdl_new_handle(lua_State *L) {
    // Which object it is, for the order of keys.
    *(uint64_t *)lua_newuserdatauv(L, sizeof(uint64_t), 2) = ++mdl_of(L)->objects;
    lua_insert(L, -3);
    lua_setiuservalue(L, -3, MDL_HANDLE_FIELDS);
    lua_setiuservalue(L, -2, MDL_HANDLE_KIND);
    mdl_registry(L, &mdl_handle_key);
    lua_setmetatable(L, -2);
}

bool mdl_push_viewed(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return false;
    bool is_view = lua_rawgetp(L, -1, &mdl_view_key) == LUA_TTABLE;
    lua_remove(L, -2);
    if (!is_view) lua_pop(L, 1);
    return is_view;
}
