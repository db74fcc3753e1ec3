// The coroutine library of recipes. A call of the host inside a coroutine passes outward through every coroutine that
// is resumed around it, and the answer passes inward again.
//
// Lua 5.4.4 must not reset a coroutine that waits inside of xpcall: its handler would be read from a stack that is gone.
// So close resumes it with an error that neither pcall nor xpcall catches, and only then resets it.
#include "branches/mdl_branches.h"
#include "errors/mdl_errors.h"
#include "libraries/mdl_libraries.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"

/// What a coroutine is driven for.
enum { RESUMED, WRAPPED, CLOSED };

/// Each closing of a coroutine inside of another one takes C stack, which Lua 5.4.4 does not count.
enum { MAX_RESETS = 64 };

static int drive(lua_State *L, lua_State *co, int arguments, lua_KContext purpose);

static lua_State *coroutine_of(lua_State *L, lua_KContext purpose) {
    return lua_tothread(L, purpose == WRAPPED ? lua_upvalueindex(1) : 1);
}

static int drive_resumed(lua_State *L, int status, lua_KContext purpose) {
    (void)status;
    lua_State *co = coroutine_of(L, purpose);
    *mdl_thread_state_of(co) = MDL_THREAD_PLAIN;
    return drive(L, co, 0, purpose);
}

// Closes what is to be closed in a coroutine that ended or never began; its error is then on top of its stack.
static int reset(lua_State *L, lua_State *co) {
    mdl_vm *vm = mdl_of(L);
    if (vm->resets == MAX_RESETS) return luaL_error(L, "C stack overflow");
    vm->resets++;
    int status = lua_resetthread(co);
    vm->resets--;
    return status == LUA_ERRMEM ? luaL_error(L, "not enough memory") : status;
}

// Raises the error of a wrapped coroutine where it was called; a message says where that was, too.
static int raise_wrapped(lua_State *L, lua_State *co, bool is_known) {
    if (!is_known) {
        lua_pushvalue(co, -1);
        lua_xmove(co, L, 1);
        mdl_remember_origin(L, co, -1);
        lua_pop(L, 1);
    }
    reset(L, co);
    lua_xmove(co, L, 1);
    if (lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_pushvalue(L, -2);
        lua_concat(L, 2);
        mdl_copy_origin(L, -2, -1);
    }
    return mdl_raise_again(L);
}

// Without an error of its own, a coroutine that was interrupted ends with the nil that was raised in it.
static int end_closing(lua_State *L, lua_State *co, bool was_interrupted) {
    int status = reset(L, co);
    *mdl_closing_of(co) = 0;
    bool is_closed = status == LUA_OK || (was_interrupted && lua_isnil(co, -1));
    lua_pushboolean(L, is_closed);
    if (!is_closed) lua_xmove(co, L, 1);
    lua_settop(co, 0);
    return is_closed ? 1 : 2;
}

static int failed(lua_State *L, lua_State *co, lua_KContext purpose) {
    mdl_vm *vm = mdl_of(L);
    bool is_known = vm->raises_again;
    vm->raises_again = false;
    if (purpose == CLOSED) return end_closing(L, co, true);
    if (purpose == WRAPPED) return raise_wrapped(L, co, is_known);
    lua_pushboolean(L, 0);
    lua_xmove(co, L, 1);
    return 2;
}

// Says that a coroutine was not resumed, or not to the end: resume returns it, the others raise it.
static int reject(lua_State *L, lua_KContext purpose, const char *reason) {
    if (purpose != RESUMED) return luaL_error(L, "%s", reason);
    lua_pushboolean(L, 0);
    lua_pushstring(L, reason);
    return 2;
}

static int drive(lua_State *L, lua_State *co, int arguments, lua_KContext purpose) {
    mdl_vm *vm = mdl_of(L);
    int results = 0;
    if (vm->depth == MDL_CHAIN_SIZE) {
        lua_pop(co, arguments);
        return reject(L, purpose, "coroutines are nested too deep");
    }
    bool blocks = !lua_isyieldable(L);
    vm->blocked += blocks;
    vm->chain[vm->depth++] = co;
    // What it has of the hook may be from before there were long strings.
    if (vm->long_strings > 0) mdl_start_hook(co);
    int status = lua_resume(co, L, arguments, &results);
    vm->depth--;
    vm->blocked -= blocks;
    if (status == LUA_YIELD && vm->pending != MDL_PENDING_NONE) {
        *mdl_thread_state_of(co) = MDL_THREAD_PARKED;
        return lua_yieldk(L, 0, purpose, drive_resumed);
    }
    if (status != LUA_OK && status != LUA_YIELD) return failed(L, co, purpose);
    if (purpose == CLOSED) return end_closing(L, co, true);
    if (status == LUA_OK) vm->coroutines--;
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(co, results);
        return reject(L, purpose, "too many results to resume");
    }
    if (purpose == RESUMED) lua_pushboolean(L, 1);
    lua_xmove(co, L, results);
    return results + (purpose == RESUMED);
}

// Why the coroutine cannot be resumed, or NULL.
static const char *reason_not_to_resume(lua_State *L, lua_State *co) {
    static const char not_suspended[] = "cannot resume non-suspended coroutine";
    if (*mdl_thread_state_of(co) != MDL_THREAD_PLAIN || co == L) return not_suspended;
    if (lua_status(co) == LUA_YIELD) return NULL;
    if (lua_status(co) != LUA_OK) return "cannot resume dead coroutine";
    lua_Debug frame;
    if (lua_getstack(co, 0, &frame)) return not_suspended;
    return lua_gettop(co) == 0 ? "cannot resume dead coroutine" : NULL;
}

static int co_resume(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "thread");
    int arguments = lua_gettop(L) - 1;
    const char *reason = reason_not_to_resume(L, co);
    if (reason == NULL && !lua_checkstack(co, arguments)) reason = "too many arguments to resume";
    if (reason != NULL) return reject(L, RESUMED, reason);
    lua_xmove(L, co, arguments);
    return drive(L, co, arguments, RESUMED);
}

static int wrap_resume(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int arguments = lua_gettop(L);
    const char *reason = reason_not_to_resume(L, co);
    if (reason == NULL && !lua_checkstack(co, arguments)) reason = "too many arguments to resume";
    if (reason != NULL) return reject(L, WRAPPED, reason);
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

static int yield_resumed(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    if (*mdl_closing_of(L) == 0) return lua_gettop(L);
    lua_pushnil(L);
    return lua_error(L);
}

static int co_yield(lua_State *L) {
    if (*mdl_thread_state_of(L) == MDL_THREAD_BRANCH) return luaL_error(L, "attempt to yield from outside a coroutine");
    if (*mdl_closing_of(L) != 0) return luaL_error(L, "attempt to yield across a C-call boundary");
    return lua_yieldk(L, lua_gettop(L), 0, yield_resumed);
}

static const char *status_of(lua_State *L, lua_State *co) {
    lua_Debug frame;
    if (co == L) return "running";
    if (*mdl_thread_state_of(co) != MDL_THREAD_PLAIN) return "normal";
    if (lua_status(co) == LUA_YIELD) return "suspended";
    if (lua_status(co) != LUA_OK) return "dead";
    if (lua_getstack(co, 0, &frame)) return "normal";
    return lua_gettop(co) > 0 ? "suspended" : "dead";
}

static int co_status(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "thread");
    lua_pushstring(L, status_of(L, co));
    return 1;
}

static int co_close(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "thread");
    const char *status = status_of(L, co);
    if (status[0] != 's' && status[0] != 'd') return luaL_error(L, "cannot close a %s coroutine", status);
    lua_settop(L, 1);
    if (lua_status(co) != LUA_YIELD) return end_closing(L, co, false);
    *mdl_closing_of(co) = ++mdl_of(L)->protected_calls;
    return drive(L, co, 0, CLOSED);
}

static int co_running(lua_State *L) {
    lua_pushthread(L);
    lua_pushboolean(L, *mdl_thread_state_of(L) == MDL_THREAD_BRANCH);
    return 2;
}

static int co_isyieldable(lua_State *L) {
    lua_State *co = lua_isnone(L, 1) ? L : lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "thread");
    lua_pushboolean(L, *mdl_thread_state_of(co) != MDL_THREAD_BRANCH && lua_isyieldable(co));
    return 1;
}

void mdl_open_coroutine(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"create", co_create},   {"resume", co_resume},   {"wrap", co_wrap},
        {"yield", co_yield},     {"status", co_status},   {"running", co_running},
        {"isyieldable", co_isyieldable}, {"close", co_close}, {NULL, NULL},
    };
    luaL_newlib(L, functions);
}
