// Source text to functions, each chunk with an environment of its own.
#include <string.h>

#include "mdl_internal.h"

// An empty table whose missing names are looked up among the shared globals of a library.
void mdl_push_environment(lua_State *L, int library) {
    library = lua_absindex(L, library);
    lua_createtable(L, 0, 8);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "_G");
    lua_createtable(L, 0, 2);
    mdl_push_base(L, library);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

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
    lua_remove(L, -2);
    // The parser's own refusal of deep nesting says neither where nor of what kind it is.
    if (status != LUA_OK && status != LUA_ERRMEM && status != LUA_ERRSYNTAX) {
        lua_pushfstring(L, "the source is nested too deeply (%s)", lua_tostring(L, -1));
        lua_remove(L, -2);
        status = LUA_ERRSYNTAX;
    }
    if (status == LUA_OK) {
        mdl_push_library_of(L, chunk);
        mdl_push_environment(L, -1);
        lua_setupvalue(L, -3, 1);
        lua_pop(L, 1);
    }
    return status;
}
