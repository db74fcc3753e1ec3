// The private `host` table that Moondock's own Lua is built on.
#include "branches/mdl_branches.h"
#include "calls/mdl_calls.h"
#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "libraries/mdl_libraries.h"
#include "objects/mdl_objects.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static int resumed(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    return mdl_push_reply(L);
}

// Sends the call's arguments as a list, whatever they are.
static int internal_call(lua_State *L, int operation, const char *what, int count) {
    mdl_vm *vm = mdl_of(L);
    lua_settop(L, count);
    mdl_clear(&vm->name);
    mdl_clear(&vm->payload);
    mdl_head(&vm->payload, 4, (uint64_t)count);
    for (int i = 1; i <= count; i++) {
        const char *reason = mdl_encode(vm, L, i, &vm->payload);
        if (reason != NULL) return luaL_error(L, "%s: %s", what, reason);
    }
    return mdl_wait(L, operation, what, 0, resumed);
}

static int scope_open(lua_State *L) { return internal_call(L, MDL_OP_SCOPE_OPEN, "scope_open", 2); }
static int scope_close(lua_State *L) { return internal_call(L, MDL_OP_SCOPE_CLOSE, "scope_close", 2); }
static int shield(lua_State *L) { return internal_call(L, MDL_OP_SHIELD, "shield", 1); }
static int cancelled(lua_State *L) { return internal_call(L, MDL_OP_CANCELLED, "cancelled", 0); }

static int style_of(lua_State *L, int name) {
    luaL_checkstring(L, name);
    mdl_registry(L, &mdl_styles_key);
    lua_pushvalue(L, name);
    lua_rawget(L, -2);
    int style = (int)lua_tointeger(L, -1);
    lua_pop(L, 2);
    return style;
}

// Calls the host for whoever called Moondock's own Lua.
static int call(lua_State *L) {
    int style = style_of(L, 1);
    mdl_push_caller(mdl_of(L), L);
    lua_insert(L, 1);
    return mdl_call_host(L, lua_tostring(L, 2), style, 3, lua_tostring(L, 1));
}

// Calls the host for a library that was the caller before; see `caller`.
static int call_as(lua_State *L) {
    luaL_checkstring(L, 1);
    return mdl_call_host(L, luaL_checkstring(L, 2), style_of(L, 2), 3, lua_tostring(L, 1));
}

static int caller(lua_State *L) {
    mdl_push_caller(mdl_of(L), L);
    return 1;
}

static int context(lua_State *L) {
    mdl_registry(L, &mdl_contexts_key);
    lua_rawgeti(L, -1, mdl_of(L)->branch);
    return 1;
}

static int set_context(lua_State *L) {
    lua_settop(L, 1);
    mdl_registry(L, &mdl_contexts_key);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, mdl_of(L)->branch);
    return 0;
}

static int readonly(lua_State *L) {
    lua_settop(L, 1);
    if (lua_istable(L, 1)) mdl_push_view(L, 1);
    return 1;
}

static int raise(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    mdl_make_error(L, 1);
    return lua_error(L);
}

// Sets what makes the function that runs out of the recipe's.
static int wrap_recipe(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &mdl_wrapper_key);
    return 0;
}

void mdl_push_host(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"call", call},
        {"call_as", call_as},
        {"caller", caller},
        {"parallel", mdl_parallel},
        {"scope_open", scope_open},
        {"scope_close", scope_close},
        {"shield", shield},
        {"cancelled", cancelled},
        {"context", context},
        {"set_context", set_context},
        {"readonly", readonly},
        {"error", raise},
        {"wrap_recipe", wrap_recipe},
        {NULL, NULL},
    };
    if (mdl_registry_table(L, &mdl_host_key)) return;
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &mdl_host_key);
}
