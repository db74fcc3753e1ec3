// Where errors were raised. Lua forgets it when an error is caught; the last few are remembered so that an error which
// is caught in a branch, a coroutine or a module and raised again still says where it was raised first.
#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "state/mdl_state.h"

/// How many errors are remembered.
enum { ORIGINS = 64 };

static bool find_origin(lua_State *L, int value) {
    mdl_vm *vm = mdl_of(L);
    value = lua_absindex(L, value);
    mdl_registry(L, &mdl_origins_key);
    for (int64_t i = 1; i <= ORIGINS && i <= vm->next_origin; i++) {
        int64_t slot = (vm->next_origin - i) % ORIGINS * 2;
        lua_rawgeti(L, -1, slot + 1);
        bool is_same = lua_rawequal(L, -1, value);
        lua_pop(L, 1);
        if (!is_same) continue;
        lua_rawgeti(L, -1, slot + 2);
        lua_remove(L, -2);
        return true;
    }
    lua_pop(L, 1);
    return false;
}

void mdl_push_origin(lua_State *L, int value) {
    if (!find_origin(L, value)) lua_pushliteral(L, "\x80");
}

// Keeps the frames on top of the stack, which it pops, as those of the value.
static void keep_origin(lua_State *L, int value) {
    value = lua_absindex(L, value);
    int64_t slot = mdl_of(L)->next_origin++ % ORIGINS * 2;
    mdl_registry(L, &mdl_origins_key);
    lua_insert(L, -2);
    lua_rawseti(L, -2, slot + 2);
    lua_pushvalue(L, value);
    lua_rawseti(L, -2, slot + 1);
    lua_pop(L, 1);
}

void mdl_remember_origin(lua_State *L, lua_State *raised, int value) {
    mdl_vm *vm = mdl_of(L);
    value = lua_absindex(L, value);
    mdl_clear(&vm->scratch);
    mdl_collect_frames(vm, raised, &vm->scratch, MDL_MAX_FRAMES);
    lua_pushlstring(L, (const char *)vm->scratch.data, vm->scratch.count);
    keep_origin(L, value);
}

void mdl_copy_origin(lua_State *L, int from, int to) {
    to = lua_absindex(L, to);
    if (find_origin(L, from)) keep_origin(L, to);
}

// Whether the error was raised by Moondock's own Lua, which raises other branches' errors again.
static bool is_raised_privately(lua_State *L) {
    lua_Debug frame;
    for (int level = 1; lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "S", &frame);
        if (frame.what[0] != 'C') return mdl_is_private(&frame);
    }
    return false;
}

int mdl_message_handler(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    bool may_be_known = vm->raises_again || lua_istable(L, 1) || is_raised_privately(L);
    vm->raises_again = false;
    if (lua_isnil(L, 1) || (may_be_known && find_origin(L, 1))) {
        lua_settop(L, 1);
        return 1;
    }
    mdl_remember_origin(L, L, 1);
    lua_settop(L, 1);
    return 1;
}

int mdl_raise_again(lua_State *L) {
    mdl_of(L)->raises_again = true;
    return lua_error(L);
}
