// Source text to functions, each chunk with an environment of its own.
#include <string.h>

#include "code/mdl_code.h"
#include "modules/mdl_modules.h"
#include "state/mdl_state.h"

static bool starts_with(mdl_span span, const char *prefix) {
    size_t length = strlen(prefix);
    return span.count >= length && memcmp(span.bytes, prefix, length) == 0;
}

// Remembers how Lua abbreviates the chunk's name in messages.
static void register_chunk(lua_State *L, const char *marked) {
    lua_Debug info;
    if (luaL_loadbufferx(L, "", 0, marked, "t") != LUA_OK) {
        lua_error(L);
        return;
    }
    lua_getinfo(L, ">S", &info);
    mdl_registry(L, &mdl_chunks_key);
    lua_pushstring(L, marked + 1);
    lua_setfield(L, -2, info.short_src);
    lua_pop(L, 1);
}

// Pushes the table of the globals that the chunk sets.
static void push_assigned(lua_State *L, const char *marked, mdl_span text) {
    lua_newtable(L);
    mdl_note_assigned(L, text);
    mdl_registry(L, &mdl_assigned_key);
    lua_pushstring(L, marked);
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

int mdl_load(lua_State *L, mdl_span chunk, mdl_span text) {
    mdl_vm *vm = mdl_of(L);
    lua_pushstring(L, starts_with(chunk, "moondock/") ? "=" : "@");
    lua_pushlstring(L, (const char *)chunk.bytes, chunk.count);
    lua_concat(L, 2);
    const char *marked = lua_tostring(L, -1);
    register_chunk(L, marked);
    if ((int64_t)text.count > vm->limits.source) {
        lua_pushfstring(L, "the source is %I bytes long, the limit is %I", (lua_Integer)text.count,
                        (lua_Integer)vm->limits.source);
        lua_remove(L, -2);
        return LUA_ERRSYNTAX;
    }
    if (starts_with(text, "\xef\xbb\xbf")) text = (mdl_span){text.bytes + 3, text.count - 3};
    if (starts_with(text, "#")) {
        const uint8_t *end = memchr(text.bytes, '\n', text.count);
        size_t skip = end == NULL ? text.count : (size_t)(end - text.bytes);
        text = (mdl_span){text.bytes + skip, text.count - skip};
    }
    int status = luaL_loadbufferx(L, (const char *)text.bytes, text.count, marked, "t");
    // What the parser says of deep nesting says neither where nor of what kind it is.
    if (status != LUA_OK && status != LUA_ERRMEM && status != LUA_ERRSYNTAX) {
        lua_pushfstring(L, "the source is nested too deeply (%s)", lua_tostring(L, -1));
        lua_remove(L, -2);
        status = LUA_ERRSYNTAX;
    }
    if (status == LUA_OK) {
        mdl_push_library_of(L, chunk);
        push_assigned(L, marked, text);
        mdl_push_environment(L, -2, -1);
        lua_setupvalue(L, -4, 1);
        lua_pop(L, 2);
    }
    // The chunk's name, below the function or the message.
    lua_remove(L, -2);
    return status;
}
