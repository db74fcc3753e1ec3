// The coroutine library of recipes. A call of the host inside a coroutine passes outward through every coroutine that
// is resumed around it, and the answer passes inward again. There is no close: it is unsafe in Lua 5.4.4.
#include "mdl_internal.h"

enum { WRAPPED = 1 };

static int drive(lua_State *L, lua_State *co, int arguments, lua_KContext is_wrapped);

static lua_State *coroutine_of(lua_State *L, lua_KContext is_wrapped) {
    return lua_tothread(L, is_wrapped ? lua_upvalueindex(1) : 1);
}

static int drive_resumed(lua_State *L, int status, lua_KContext is_wrapped) {
    (void)status;
    lua_State *co = coroutine_of(L, is_wrapped);
    *mdl_thread_state_of(co) = MDL_THREAD_PLAIN;
    return drive(L, co, 0, is_wrapped);
}

static int failed(lua_State *L, lua_State *co, lua_KContext is_wrapped) {
    mdl_vm *vm = mdl_of(L);
    bool is_known = vm->raises_again;
    vm->raises_again = false;
    if (is_wrapped) {
        if (!is_known) {
            lua_pushvalue(co, -1);
            lua_xmove(co, L, 1);
            mdl_remember_origin(L, co, -1);
            lua_pop(L, 1);
        }
        if (lua_resetthread(co) == LUA_ERRMEM) return luaL_error(L, "not enough memory");
        lua_xmove(co, L, 1);
        return mdl_raise_again(L);
    }
    lua_pushboolean(L, 0);
    lua_xmove(co, L, 1);
    return 2;
}

static int drive(lua_State *L, lua_State *co, int arguments, lua_KContext is_wrapped) {
    mdl_vm *vm = mdl_of(L);
    int results = 0;
    if (vm->depth == MDL_CHAIN_SIZE) return luaL_error(L, "coroutines are nested too deep");
    bool blocks = !lua_isyieldable(L);
    vm->blocked += blocks;
    vm->chain[vm->depth++] = co;
    int status = lua_resume(co, L, arguments, &results);
    vm->depth--;
    vm->blocked -= blocks;
    if (status == LUA_YIELD && vm->pending != MDL_PENDING_NONE) {
        *mdl_thread_state_of(co) = MDL_THREAD_PARKED;
        return lua_yieldk(L, 0, is_wrapped, drive_resumed);
    }
    if (status != LUA_OK && status != LUA_YIELD) return failed(L, co, is_wrapped);
    if (status == LUA_OK) vm->coroutines--;
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(co, results);
        return luaL_error(L, "too many results to resume");
    }
    if (!is_wrapped) lua_pushboolean(L, 1);
    lua_xmove(co, L, results);
    return results + !is_wrapped;
}

// Why the coroutine cannot be resumed, or NULL.
static const char *refusal(lua_State *L, lua_State *co) {
    static const char not_suspended[] = "cannot resume a coroutine that is not suspended";
    if (*mdl_thread_state_of(co) != MDL_THREAD_PLAIN || co == L) return not_suspended;
    if (lua_status(co) == LUA_YIELD) return NULL;
    if (lua_status(co) != LUA_OK) return "cannot resume dead coroutine";
    lua_Debug frame;
    if (lua_getstack(co, 0, &frame)) return not_suspended;
    return lua_gettop(co) == 0 ? "cannot resume dead coroutine" : NULL;
}

static int co_resume(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    int arguments = lua_gettop(L) - 1;
    const char *reason = refusal(L, co);
    if (reason == NULL && !lua_checkstack(co, arguments)) reason = "too many arguments to resume";
    if (reason != NULL) {
        lua_pushboolean(L, 0);
        lua_pushstring(L, reason);
        return 2;
    }
    lua_xmove(L, co, arguments);
    return drive(L, co, arguments, 0);
}

static int wrap_resume(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int arguments = lua_gettop(L);
    const char *reason = refusal(L, co);
    if (reason == NULL && !lua_checkstack(co, arguments)) reason = "too many arguments to resume";
    if (reason != NULL) return luaL_error(L, "%s", reason);
    lua_xmove(L, co, arguments);
    return drive(L, co, arguments, WRAPPED);
}

static int co_create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    mdl_count_coroutine(L);
    lua_State *co = lua_newthread(L);
    mdl_registry(L, &mdl_threads_key);
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

static int co_wrap(lua_State *L) {
    co_create(L);
    lua_pushcclosure(L, wrap_resume, 1);
    return 1;
}

static int co_yield(lua_State *L) {
    if (*mdl_thread_state_of(L) == MDL_THREAD_BRANCH) return luaL_error(L, "attempt to yield from outside a coroutine");
    return lua_yield(L, lua_gettop(L));
}

static int co_status(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    lua_Debug frame;
    const char *status = "dead";
    if (co == L) {
        status = "running";
    } else if (*mdl_thread_state_of(co) != MDL_THREAD_PLAIN) {
        status = "normal";
    } else if (lua_status(co) == LUA_YIELD) {
        status = "suspended";
    } else if (lua_status(co) == LUA_OK && lua_getstack(co, 0, &frame)) {
        status = "normal";
    } else if (lua_status(co) == LUA_OK && lua_gettop(co) > 0) {
        status = "suspended";
    }
    lua_pushstring(L, status);
    return 1;
}

static int co_running(lua_State *L) {
    lua_pushthread(L);
    lua_pushboolean(L, *mdl_thread_state_of(L) == MDL_THREAD_BRANCH);
    return 2;
}

static int co_isyieldable(lua_State *L) {
    lua_pushboolean(L, *mdl_thread_state_of(L) != MDL_THREAD_BRANCH && lua_isyieldable(L));
    return 1;
}

void mdl_open_coroutine(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"create", co_create},   {"resume", co_resume},   {"wrap", co_wrap},
        {"yield", co_yield},     {"status", co_status},   {"running", co_running},
        {"isyieldable", co_isyieldable}, {NULL, NULL},
    };
    luaL_newlib(L, functions);
}
