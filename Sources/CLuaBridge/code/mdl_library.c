// What is known of libraries: to which one a chunk belongs, and what each may do.
#include <string.h>

#include "code/mdl_code.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

// What a library's record holds besides its shared globals (`base`): the chunks its `require` finds, by name, and why it
// may not call what it may not call.
static const char *const record_fields[] = {"requires", "denials"};

bool mdl_push_record(lua_State *L, int id) {
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
    if (!mdl_push_record(L, -1)) {
        lua_pushliteral(L, "");
        lua_replace(L, -3);
    }
    lua_pop(L, 1);
}

bool mdl_push_required(lua_State *L, int library, int name) {
    name = lua_absindex(L, name);
    lua_pushnil(L);
    int result = lua_gettop(L);
    if (mdl_push_record(L, library) && lua_getfield(L, -1, "requires") == LUA_TTABLE) {
        lua_pushvalue(L, name);
        lua_rawget(L, -2);
        lua_replace(L, result);
    }
    lua_settop(L, result);
    return lua_type(L, result) == LUA_TSTRING;
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
