// require: literal modules that the host hands out, each loaded once, in an environment of its own, by the branch that
// asked first.
#include <string.h>

#include "calls/mdl_calls.h"
#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "modules/mdl_modules.h"
#include "objects/mdl_objects.h"
#include "state/mdl_state.h"

/// What is on the stack while a module is loaded: under which key it is known, how it was asked for; then the module and
/// where it comes from.
enum { KEY = 1, NAME, HANDLER, MODULE, PATH };

static int await_module(lua_State *L);

static int cycle(lua_State *L) {
    luaL_Buffer text;
    mdl_push_loading(L);
    int list = lua_gettop(L), count = (int)lua_rawlen(L, list), first = 1;
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, list, i);
        if (lua_rawequal(L, -1, 1)) first = i;
        lua_pop(L, 1);
    }
    luaL_buffinit(L, &text);
    for (int i = first; i <= count; i++) {
        lua_rawgeti(L, list, i);
        luaL_addvalue(&text);
        luaL_addstring(&text, " -> ");
    }
    lua_pushvalue(L, 1);
    luaL_addvalue(&text);
    luaL_pushresult(&text);
    return luaL_error(L, "modules require each other: %s", lua_tostring(L, -1));
}

// Gives the module on top of the stack to whoever requires it: whose it is not, to look at only.
static int hand_over(lua_State *L) {
    size_t length;
    const char *key = lua_tolstring(L, 1, &length);
    bool is_foreign = strncmp(key, "moondock.", 9) == 0;
    if (!is_foreign) {
        mdl_push_library_of(L, (mdl_span){(const uint8_t *)key, length});
        is_foreign = !lua_rawequal(L, -1, lua_upvalueindex(1));
        lua_pop(L, 1);
    }
    if (is_foreign) mdl_hand_out(L);
    return 1;
}

static int module_ended(lua_State *L, int status, lua_KContext context) {
    (void)context;
    mdl_end_loading(L);
    if (status != LUA_OK && status != LUA_YIELD) return mdl_raise_again(L);
    const char *name = lua_tostring(L, 1);
    if (lua_isnil(L, MODULE)) return luaL_error(L, "module '%s' returned nothing; end it with 'return'", name);
    mdl_registry(L, &mdl_modules_key);
    lua_pushvalue(L, KEY);
    lua_pushvalue(L, MODULE);
    lua_rawset(L, -3);
    lua_pushvalue(L, MODULE);
    hand_over(L);
    lua_pushvalue(L, PATH);
    return 2;
}

static int module_returned(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    lua_pushvalue(L, NAME + 1);
    return 2;
}

// Loads the source that has arrived and runs it: returns the module, and where it comes from.
static int load_module(lua_State *L) {
    const mdl_reply *reply = mdl_of(L)->reply;
    lua_pushlstring(L, (const char *)reply->name.bytes, reply->name.count);
    if (mdl_load(L, reply->name, reply->value) != LUA_OK) return lua_error(L);
    lua_pushvalue(L, NAME);
    lua_pushvalue(L, NAME + 1);
    lua_callk(L, 2, 1, 0, module_returned);
    return module_returned(L, LUA_OK, 0);
}

static int source_arrived(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    lua_settop(L, NAME);
    if (mdl_of(L)->reply->kind != MDL_REPLY_SOURCE) {
        mdl_end_loading(L);
        return mdl_push_reply(L);
    }
    // Whatever fails from here on, for want of memory too, ends the loading.
    lua_pushcfunction(L, mdl_message_handler);
    lua_pushcfunction(L, load_module);
    lua_pushvalue(L, KEY);
    lua_pushvalue(L, NAME);
    return module_ended(L, lua_pcallk(L, 2, 2, HANDLER, 0, module_ended), 0);
}

static int awaited(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    lua_settop(L, NAME);
    mdl_push_reply(L);
    return await_module(L);
}

static int await_module(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_settop(L, NAME);
    mdl_registry(L, &mdl_modules_key);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, -2) != LUA_TNIL) return hand_over(L);
    mdl_registry(L, &mdl_loading_key);
    lua_pushvalue(L, 1);
    bool is_loading = lua_rawget(L, -2) == LUA_TNUMBER;
    bool is_mine = is_loading && lua_tointeger(L, -1) == vm->branch;
    lua_settop(L, NAME);
    if (is_mine) return cycle(L);
    size_t length;
    const char *name = lua_tolstring(L, 1, &length);
    mdl_clear(&vm->payload);
    mdl_clear(&vm->name);
    mdl_append(&vm->payload, "\xf6", 1);
    mdl_append(&vm->name, name, length);
    if (is_loading) return mdl_wait(L, MDL_OP_AWAIT_MODULE, "require", 0, awaited);
    if (vm->blocked == 0 && lua_isyieldable(L)) mdl_begin_loading(L);
    return mdl_wait(L, MDL_OP_REQUIRE, "require", 0, source_arrived);
}

enum { MAX_NAME = 200 };

// A name becomes part of a chunk's name, and of what people read.
static bool is_name(const char *name, size_t length) {
    if (length == 0 || length > MAX_NAME) return false;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '!' || name[i] > '~') return false;
    }
    return true;
}

int mdl_require(lua_State *L) {
    if (lua_type(L, 1) != LUA_TSTRING) return luaL_error(L, "require: the module's name must be a string");
    size_t length;
    const char *name = lua_tolstring(L, 1, &length);
    if (!is_name(name, length)) {
        return luaL_error(L, "require: a module's name has 1 to %d letters, digits and signs", MAX_NAME);
    }
    lua_settop(L, KEY);
    lua_pushvalue(L, KEY);
    const char *library = lua_tostring(L, lua_upvalueindex(1));
    if (mdl_push_required(L, lua_upvalueindex(1), NAME)) {
        lua_replace(L, KEY);
    } else if (library[0] != 0 && strncmp(name, "moondock.", 9) != 0) {
        return luaL_error(L, "%s has no module '%s', and declares no library of that name", library, name);
    } else if (memchr(name, ':', length) != NULL) {
        return luaL_error(L, "there is no module '%s'", name);
    }
    return await_module(L);
}

typedef struct {
    mdl_span name;
    int64_t loader;
    int32_t state;
} module_query;

static int look_up_module(lua_State *L) {
    module_query *query = lua_touserdata(L, 1);
    mdl_registry(L, &mdl_modules_key);
    lua_pushlstring(L, (const char *)query->name.bytes, query->name.count);
    if (lua_rawget(L, -2) != LUA_TNIL) query->state = 2;
    mdl_registry(L, &mdl_loading_key);
    lua_pushlstring(L, (const char *)query->name.bytes, query->name.count);
    if (lua_rawget(L, -2) != LUA_TNIL) {
        query->state = 1;
        query->loader = lua_tointeger(L, -1);
    }
    return 0;
}

int32_t mdl_module_state(mdl_vm *vm, mdl_span name, int64_t *loader) {
    module_query query = {name, -1, 0};
    mdl_protect(vm, look_up_module, &query);
    lua_settop(vm->main, 0);
    *loader = query.loader;
    return query.state;
}
