// Handles: values that only the host makes. A script reads their fields and passes them on.
#include <string.h>

#include "mdl_order.h"

enum { KIND = 1, FIELDS = 2 };

bool mdl_is_handle(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return false;
    mdl_registry(L, &mdl_handle_key);
    bool is_handle = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_handle;
}

// Pops the kind and the table of fields, pushes the handle.
void mdl_new_handle(lua_State *L) {
    // Which object it is, for the order of keys.
    *(uint64_t *)lua_newuserdatauv(L, sizeof(uint64_t), 2) = ++mdl_of(L)->objects;
    lua_insert(L, -3);
    lua_setiuservalue(L, -3, FIELDS);
    lua_setiuservalue(L, -2, KIND);
    mdl_registry(L, &mdl_handle_key);
    lua_setmetatable(L, -2);
}

static int unknown_field(lua_State *L, int fields) {
    luaL_Buffer text;
    lua_getiuservalue(L, 1, KIND);
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
    lua_getiuservalue(L, 1, FIELDS);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 3) == LUA_TNIL) return unknown_field(L, 3);
    if (lua_istable(L, -1)) mdl_push_view(L, -1);
    return 1;
}

static int handle_refuse(lua_State *L) {
    lua_getiuservalue(L, 1, KIND);
    return luaL_error(L, "a handle of kind '%s' cannot be changed", lua_tostring(L, -1));
}

static int handle_join(lua_State *L) {
    if (!mdl_is_handle(L, 1)) lua_insert(L, 1);
    lua_getiuservalue(L, 1, KIND);
    return luaL_error(L, "a handle of kind '%s' cannot be joined to a string", lua_tostring(L, -1));
}

static int handle_text(lua_State *L) {
    static const char *const names[] = {"name", "reference", "digest", "id"};
    lua_settop(L, 1);
    lua_getiuservalue(L, 1, KIND);
    lua_getiuservalue(L, 1, FIELDS);
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
    lua_getiuservalue(L, 1, FIELDS);
    mdl_push_view(L, -1);
    mdl_registry(L, &mdl_base_key);
    lua_getfield(L, -1, "pairs");
    lua_pushvalue(L, 3);
    lua_call(L, 1, 3);
    return 3;
}

void mdl_open_handle(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"__index", handle_index},   {"__newindex", handle_refuse}, {"__tostring", handle_text},
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

// secret "NAME" or secret{ name = "NAME" } of data files: a handle without the host.
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
