// The globals of a chunk: a table of its own, which begins with those that its library shares. The functions of a library
// carry its name. Authority is what code holds: a primitive that is handed on stays the one of whoever had it.
#include "calls/mdl_calls.h"
#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "modules/mdl_modules.h"
#include "state/mdl_state.h"

static int deny(lua_State *L) {
    lua_settop(L, 0);
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "not_granted");
    lua_setfield(L, 1, "code");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setfield(L, 1, "message");
    mdl_make_error(L, 1);
    return lua_error(L);
}

// Puts one of the shared globals into those of a library, as the library may have it.
static void adopt(lua_State *L, int base, int denials, int id) {
    int name = lua_gettop(L) - 1, value = name + 1;
    lua_pushvalue(L, name);
    if (lua_istable(L, denials)) {
        lua_pushvalue(L, name);
        if (lua_rawget(L, denials) == LUA_TSTRING) {
            lua_pushcclosure(L, deny, 1);
            lua_rawset(L, base);
            return;
        }
        lua_pop(L, 1);
    }
    mdl_registry(L, &mdl_styles_key);
    lua_pushvalue(L, name);
    bool is_primitive = lua_rawget(L, -2) == LUA_TNUMBER && lua_tocfunction(L, value) == mdl_host_function;
    int style = (int)lua_tointeger(L, -1);
    lua_pop(L, 2);
    if (is_primitive) {
        size_t length;
        const char *text = lua_tolstring(L, name, &length);
        mdl_push_host_function(L, (mdl_span){(const uint8_t *)text, length}, style, id);
    } else if (lua_isfunction(L, value) && lua_tocfunction(L, value) == NULL) {
        mdl_push_bound(L, id, value);
    } else {
        lua_pushvalue(L, value);
    }
    lua_rawset(L, base);
}

// Makes the shared globals of the library whose record is on top of the stack.
static void make_base(lua_State *L, int id) {
    int record = lua_gettop(L);
    lua_getfield(L, record, "denials");
    int denials = record + 1;
    lua_newtable(L);
    int base = record + 2;
    mdl_registry(L, &mdl_base_key);
    int shared = record + 3;
    lua_pushnil(L);
    while (lua_next(L, shared)) {
        adopt(L, base, denials, id);
        lua_settop(L, shared + 1);
    }
    mdl_registry(L, &mdl_require_key);
    lua_CFunction require = lua_tocfunction(L, -1);
    lua_pushvalue(L, id);
    lua_pushcclosure(L, require, 1);
    lua_setfield(L, base, "require");
    lua_settop(L, base);
    lua_pushvalue(L, base);
    lua_setfield(L, record, "base");
    lua_replace(L, record);
    lua_settop(L, record);
}

// Pushes the shared globals of the library whose id is at `id`.
static void push_base(lua_State *L, int id) {
    id = lua_absindex(L, id);
    if (lua_rawlen(L, id) == 0) {
        mdl_registry(L, &mdl_base_key);
        return;
    }
    if (!mdl_push_record(L, id)) {
        lua_pop(L, 1);
        mdl_registry(L, &mdl_base_key);
        return;
    }
    if (lua_getfield(L, -1, "base") == LUA_TTABLE) {
        lua_remove(L, -2);
        return;
    }
    lua_pop(L, 1);
    make_base(L, id);
}

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
    push_base(L, library);
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
