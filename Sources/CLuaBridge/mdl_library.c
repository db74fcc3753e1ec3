// Libraries: each has globals of its own, whose functions carry its name. Authority is what code holds: a primitive that
// is handed on stays the one of whoever had it.
#include <string.h>

#include "mdl_internal.h"

// What a library's record holds besides its shared globals (`base`): the chunks its `require` finds, by name, and why it
// may not call what it may not call.
static const char *const record_fields[] = {"requires", "refusals"};

static int call_ended(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    return lua_gettop(L);
}

// Calls a function of Moondock's own Lua for the library that is the first upvalue; mdl_push_caller finds it there.
static int call_for_library(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, call_ended);
    return lua_gettop(L);
}

static int refused(lua_State *L) {
    lua_settop(L, 0);
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "not_granted");
    lua_setfield(L, 1, "code");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setfield(L, 1, "message");
    mdl_make_error(L, 1);
    return lua_error(L);
}

bool mdl_is_bound(lua_State *L, int index) { return lua_tocfunction(L, index) == call_for_library; }

// The record of the library whose id is at `id`, or nil.
static bool push_record(lua_State *L, int id) {
    id = lua_absindex(L, id);
    mdl_registry(L, &mdl_library_key);
    lua_pushvalue(L, id);
    bool is_there = lua_rawget(L, -2) == LUA_TTABLE;
    lua_remove(L, -2);
    return is_there;
}

void mdl_push_library_of(lua_State *L, mdl_span chunk) {
    const uint8_t *colon = chunk.count > 0 ? memchr(chunk.bytes, ':', chunk.count) : NULL;
    lua_pushlstring(L, (const char *)chunk.bytes, colon == NULL ? 0 : (size_t)(colon - chunk.bytes));
    if (!push_record(L, -1)) {
        lua_pushliteral(L, "");
        lua_replace(L, -3);
    }
    lua_pop(L, 1);
}

bool mdl_push_required(lua_State *L, int library, int name) {
    name = lua_absindex(L, name);
    lua_pushnil(L);
    int result = lua_gettop(L);
    if (push_record(L, library) && lua_getfield(L, -1, "requires") == LUA_TTABLE) {
        lua_pushvalue(L, name);
        lua_rawget(L, -2);
        lua_replace(L, result);
    }
    lua_settop(L, result);
    return lua_type(L, result) == LUA_TSTRING;
}

// Puts one of the shared globals into those of a library, as the library may have it.
static void adopt(lua_State *L, int base, int refusals, int id) {
    int name = lua_gettop(L) - 1, value = name + 1;
    lua_pushvalue(L, name);
    if (lua_istable(L, refusals)) {
        lua_pushvalue(L, name);
        if (lua_rawget(L, refusals) == LUA_TSTRING) {
            lua_pushcclosure(L, refused, 1);
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
        lua_pushvalue(L, id);
        lua_pushvalue(L, value);
        lua_pushcclosure(L, call_for_library, 2);
    } else {
        lua_pushvalue(L, value);
    }
    lua_rawset(L, base);
}

// Makes the shared globals of the library whose record is on top of the stack.
static void make_base(lua_State *L, int id) {
    int record = lua_gettop(L);
    lua_getfield(L, record, "refusals");
    int refusals = record + 1;
    lua_newtable(L);
    int base = record + 2;
    mdl_registry(L, &mdl_base_key);
    int shared = record + 3;
    lua_pushnil(L);
    while (lua_next(L, shared)) {
        adopt(L, base, refusals, id);
        lua_settop(L, shared + 1);
    }
    lua_pushvalue(L, id);
    lua_pushcclosure(L, mdl_require, 1);
    lua_setfield(L, base, "require");
    lua_settop(L, base);
    lua_pushvalue(L, base);
    lua_setfield(L, record, "base");
    lua_replace(L, record);
    lua_settop(L, record);
}

void mdl_push_base(lua_State *L, int id) {
    id = lua_absindex(L, id);
    if (lua_rawlen(L, id) == 0) {
        mdl_registry(L, &mdl_base_key);
        return;
    }
    if (!push_record(L, id)) {
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

typedef struct {
    mdl_span id, facts;
} declaration;

static int declare_library(lua_State *L) {
    declaration *library = lua_touserdata(L, 1);
    mdl_decode(L, library->facts);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_newtable(L);
    for (size_t i = 0; i < sizeof record_fields / sizeof *record_fields; i++) {
        lua_getfield(L, 2, record_fields[i]);
        lua_setfield(L, 3, record_fields[i]);
    }
    mdl_registry(L, &mdl_library_key);
    lua_pushlstring(L, (const char *)library->id.bytes, library->id.count);
    lua_pushvalue(L, 3);
    lua_rawset(L, -3);
    return 0;
}

bool mdl_vm_declare_library(mdl_vm *vm, mdl_span id, mdl_span facts) {
    declaration library = {id, facts};
    int status = mdl_protect(vm, declare_library, &library);
    lua_settop(vm->main, 0);
    return status == LUA_OK;
}
