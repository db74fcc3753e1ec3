// Stock functions in the place of ours. One is called as C calls C: what it says of its arguments is true of the caller's.
#include "libraries/mdl_libraries.h"
#include "state/mdl_limits.h"

void mdl_copy_functions(lua_State *L, int from, const char *const *names) {
    for (; *names != NULL; names++) {
        lua_getfield(L, from, *names);
        lua_setfield(L, -2, *names);
    }
}

void mdl_wrap_function(lua_State *L, int stock, const char *name, lua_CFunction wrapper) {
    lua_getfield(L, stock, name);
    lua_pushcclosure(L, wrapper, 1);
    lua_setfield(L, -2, name);
}

int mdl_call_stock(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

int64_t mdl_length_of(lua_State *L, int index) {
    return lua_type(L, index) == LUA_TSTRING ? (int64_t)lua_rawlen(L, index) : 0;
}

int mdl_call_for_text(lua_State *L) {
    int64_t bytes = 0;
    for (int i = 1; i <= lua_gettop(L); i++) bytes += mdl_length_of(L, i);
    if (bytes >= MDL_LARGE_STRING) mdl_pay(L, bytes / 8, "the call");
    return mdl_call_stock(L);
}
