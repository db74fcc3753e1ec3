// Errors on their way to the host: where they were raised, what they say, and the value itself.
#include <stdlib.h>
#include <string.h>

#include "errors/mdl_errors.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static int error_text(lua_State *L) {
    lua_pushliteral(L, "message");
    lua_rawget(L, 1);
    if (!lua_isstring(L, -1)) lua_pushliteral(L, "an error without a message");
    return 1;
}

void mdl_make_error(lua_State *L, int table) {
    table = lua_absindex(L, table);
    mdl_registry(L, &mdl_error_key);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 3);
        lua_pushcfunction(L, error_text);
        lua_setfield(L, -2, "__tostring");
        lua_pushliteral(L, "error");
        lua_setfield(L, -2, "__name");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &mdl_error_key);
    }
    lua_setmetatable(L, table);
}

// The length of a "chunk:line: " at the start, 0 when it is not one of a loaded chunk.
static size_t position_length(lua_State *L, const char *text, size_t length, size_t *name, int *line) {
    for (const char *colon = memchr(text, ':', length); colon != NULL;) {
        char *end;
        long number = strtol(colon + 1, &end, 10);
        if (end > colon + 1 && end[0] == ':' && end[1] == ' ') {
            mdl_registry(L, &mdl_chunks_key);
            lua_pushlstring(L, text, (size_t)(colon - text));
            bool is_chunk = lua_rawget(L, -2) != LUA_TNIL;
            if (is_chunk) {
                *line = (int)number;
                *name = (size_t)(colon - text);
                // The chunk's full name stays on the stack.
                lua_remove(L, -2);
                return (size_t)(end + 2 - text);
            }
            lua_pop(L, 2);
        }
        colon = memchr(colon + 1, ':', length - (size_t)(colon + 1 - text));
    }
    return 0;
}

// Strips the positions that a string error begins with and keeps the last: the others are where it passed through.
static void describe_text(mdl_vm *vm, lua_State *L, int value) {
    size_t length, name = 0, skip = 0, next;
    int line = 0;
    const char *text = lua_tolstring(L, value, &length);
    lua_pushnil(L);
    int chunk = lua_gettop(L);
    while ((next = position_length(L, text + skip, length - skip, &name, &line)) > 0) {
        skip += next;
        lua_replace(L, chunk);
    }
    mdl_append(&vm->name, text + skip, length - skip);
    if (skip == 0) return;
    size_t full_length;
    const char *full = lua_tolstring(L, chunk, &full_length);
    mdl_clear(&vm->scratch);
    mdl_head(&vm->scratch, 5, 2);
    mdl_encode_text(&vm->scratch, "chunk", 5);
    mdl_encode_text(&vm->scratch, full, full_length);
    mdl_encode_text(&vm->scratch, "line", 4);
    mdl_head(&vm->scratch, 0, (uint64_t)line);
    lua_pop(L, 1);
}

static void describe_value(mdl_vm *vm, lua_State *L) {
    mdl_head(&vm->payload, 4, 2);
    if (vm->scratch.count > 0) {
        mdl_append(&vm->payload, vm->scratch.data, vm->scratch.count);
    } else {
        mdl_append(&vm->payload, "\xf6", 1);
    }
    size_t before = vm->payload.count;
    if (mdl_encode(vm, L, 1, &vm->payload) != NULL) {
        vm->payload.count = before;
        mdl_append(&vm->payload, "\xf6", 1);
    }
}

static int text_of(lua_State *L) {
    mdl_push_text(L, 1);
    return 1;
}

// Pushes what an error table says: its message, or its text where it can be asked for it.
static void push_message(lua_State *L) {
    lua_pushliteral(L, "message");
    if (lua_rawget(L, 1) == LUA_TSTRING) return;
    if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
        lua_pushcfunction(L, text_of);
        lua_pushvalue(L, 1);
        if (lua_pcall(L, 1, 1, 0) == LUA_OK) return;
    }
    lua_pushliteral(L, "an error table without a message");
}

// Fills name, frames and payload for the error value that is the only argument.
static int describe(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_settop(L, 1);
    mdl_push_origin(L, 1);
    size_t length;
    const char *text = lua_tolstring(L, -1, &length);
    mdl_append(&vm->frames, text, length);
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TTABLE) {
        push_message(L);
    } else {
        mdl_push_text(L, 1);
    }
    describe_text(vm, L, lua_gettop(L));
    lua_settop(L, 1);
    describe_value(vm, L);
    return 0;
}

mdl_outcome mdl_describe_failure(mdl_vm *vm, lua_State *L, int status) {
    if (status == LUA_ERRMEM) {
        mdl_kill(vm, L, MDL_LIMIT_MEMORY);
        return mdl_killed(vm);
    }
    mdl_clear(&vm->name);
    mdl_clear(&vm->payload);
    mdl_clear(&vm->frames);
    mdl_clear(&vm->scratch);
    int value = lua_gettop(L);
    lua_pushcfunction(L, describe);
    lua_pushvalue(L, value);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        mdl_kill(vm, L, MDL_LIMIT_MEMORY);
        return mdl_killed(vm);
    }
    lua_settop(L, value);
    return (mdl_outcome){
        .kind = status == LUA_ERRSYNTAX ? MDL_SYNTAX : MDL_FAILED,
        .name = mdl_span_of(&vm->name),
        .payload = mdl_span_of(&vm->payload),
        .frames = mdl_span_of(&vm->frames),
    };
}
