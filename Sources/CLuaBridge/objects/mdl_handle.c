// What a script can do with a handle: read its fields and pass it on.
#include <string.h>

#include "keys/mdl_order.h"
#include "objects/mdl_objects.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static int unknown_field(lua_State *L, int fields) {
    luaL_Buffer text;
    lua_getiuservalue(L, 1, MDL_HANDLE_KIND);
    mdl_push_text(L, 2);
    int kind = lua_gettop(L) - 1;
    mdl_order_keys(L, fields);
    mdl_push_ordered_list(L);
    int keys = lua_gettop(L);
    luaL_buffinit(L, &text);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, keys); i++) {
        if (i > 1) luaL_addstring(&text, ", ");
        lua_rawgeti(L, keys, i);
        luaL_addvalue(&text);
    }
    luaL_pushresult(&text);
    return luaL_error(L, "'%s' is not a field of a handle of kind '%s', which has: %s", lua_tostring(L, kind + 1),
                      lua_tostring(L, kind), lua_tostring(L, -1));
}

static int handle_index(lua_State *L) {
    lua_settop(L, 2);
    lua_getiuservalue(L, 1, MDL_HANDLE_FIELDS);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 3) == LUA_TNIL) return unknown_field(L, 3);
    if (lua_istable(L, -1)) mdl_push_view(L, -1);
    return 1;
}

static int handle_set(lua_State *L) {
    lua_getiuservalue(L, 1, MDL_HANDLE_KIND);
    return luaL_error(L, "a handle of kind '%s' cannot be changed", lua_tostring(L, -1));
}

static int handle_join(lua_State *L) {
    if (!mdl_is_handle(L, 1)) lua_insert(L, 1);
    lua_getiuservalue(L, 1, MDL_HANDLE_KIND);
    return luaL_error(L, "a handle of kind '%s' cannot be joined to a string", lua_tostring(L, -1));
}

static int handle_text(lua_State *L) {
    static const char *const names[] = {"name", "reference", "digest", "id"};
    lua_settop(L, 1);
    lua_getiuservalue(L, 1, MDL_HANDLE_KIND);
    lua_getiuservalue(L, 1, MDL_HANDLE_FIELDS);
    const char *kind = lua_tostring(L, 2);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        lua_pushstring(L, names[i]);
        if (lua_rawget(L, 3) == LUA_TSTRING) {
            lua_pushfstring(L, "<%s %s>", kind, lua_tostring(L, -1));
            return 1;
        }
        lua_pop(L, 1);
    }
    lua_pushfstring(L, "<%s>", kind);
    return 1;
}

static int handle_equal(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    if (!mdl_is_handle(L, 1) || !mdl_is_handle(L, 2)) {
        lua_pushboolean(L, 0);
        return 1;
    }
    mdl_clear(&vm->scratch);
    const char *reason = mdl_encode(vm, L, 1, &vm->scratch);
    size_t middle = vm->scratch.count;
    if (reason == NULL) reason = mdl_encode(vm, L, 2, &vm->scratch);
    if (reason != NULL) return luaL_error(L, "%s", reason);
    bool is_equal = vm->scratch.count == middle * 2 && memcmp(vm->scratch.data, vm->scratch.data + middle, middle) == 0;
    lua_pushboolean(L, is_equal);
    return 1;
}

static int handle_pairs(lua_State *L) {
    lua_settop(L, 1);
    lua_getiuservalue(L, 1, MDL_HANDLE_FIELDS);
    mdl_push_view(L, -1);
    mdl_registry(L, &mdl_base_key);
    lua_getfield(L, -1, "pairs");
    lua_pushvalue(L, 3);
    lua_call(L, 1, 3);
    return 3;
}

void mdl_open_handle(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"__index", handle_index},   {"__newindex", handle_set}, {"__tostring", handle_text},
        {"__eq", handle_equal},      {"__pairs", handle_pairs},     {NULL, NULL},
    };
    luaL_newlib(L, functions);
    lua_pushcfunction(L, handle_join);
    lua_setfield(L, -2, mdl_of(L)->concat_name);
    lua_pushliteral(L, "handle");
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &mdl_handle_key);
}

int mdl_secret(lua_State *L) {
    if (lua_istable(L, 1)) {
        lua_pushliteral(L, "name");
        lua_rawget(L, 1);
    } else {
        lua_pushvalue(L, 1);
    }
    if (lua_type(L, -1) != LUA_TSTRING || lua_rawlen(L, -1) == 0) {
        return luaL_error(L, "secret takes the secret's name: secret \"database-password\"");
    }
    int name = lua_gettop(L);
    lua_pushliteral(L, "secret");
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, name);
    lua_setfield(L, -2, "name");
    mdl_new_handle(L);
    return 1;
}
