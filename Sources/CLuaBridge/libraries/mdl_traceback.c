// debug.traceback: the only part of the debug library that says nothing a replay would say differently and reaches
// nothing a recipe must not reach. Moondock's own functions are left out.
#include <string.h>

#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "libraries/mdl_libraries.h"
#include "state/mdl_state.h"

enum { MAX_LINES = 22 };

// Pushes the name of a function of the sandbox, such as "string.rep", or nil.
static bool push_known_name(lua_State *L, lua_State *thread, lua_Debug *frame) {
    if (!lua_checkstack(thread, 1)) luaL_error(L, "stack overflow");
    lua_getinfo(thread, "f", frame);
    lua_xmove(thread, L, 1);
    mdl_registry(L, &mdl_functions_key);
    lua_insert(L, -2);
    lua_rawget(L, -2);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    return lua_type(L, -1) == LUA_TSTRING;
}

static void add_function(lua_State *L, luaL_Buffer *text, lua_State *thread, lua_Debug *frame) {
    if (push_known_name(L, thread, frame)) {
        lua_pushfstring(L, "function '%s'", lua_tostring(L, -1));
    } else if (frame->namewhat[0] != 0) {
        lua_pushfstring(L, "%s '%s'", frame->namewhat, frame->name);
    } else if (frame->what[0] == 'm') {
        lua_pushliteral(L, "main chunk");
    } else if (frame->what[0] == 'C') {
        lua_pushliteral(L, "?");
    } else {
        lua_pushfstring(L, "function <%s:%d>", frame->short_src, frame->linedefined);
    }
    lua_remove(L, -2);
    luaL_addvalue(text);
}

// Whether it is Moondock's own, which no level counts.
static bool is_hidden(lua_State *L, lua_State *thread, lua_Debug *frame) {
    if (!lua_checkstack(thread, 1)) luaL_error(L, "stack overflow");
    lua_getinfo(thread, "Sf", frame);
    bool is_ours = lua_tocfunction(thread, -1) == mdl_call_handler || mdl_is_entrance(thread, -1);
    lua_pop(thread, 1);
    return is_ours || (frame->what[0] != 'C' && mdl_is_private(frame));
}

// The level in Lua's count that is so many of the author's levels up.
static int skip_levels(lua_State *L, lua_State *thread, int count) {
    lua_Debug frame;
    int level = 0;
    for (; lua_getstack(thread, level, &frame); level++) {
        if (is_hidden(L, thread, &frame)) continue;
        if (count-- <= 0) break;
    }
    return level;
}

// The level of the outermost function of the author's: what is around it is Moondock's.
static int last_level(lua_State *thread) {
    lua_Debug frame;
    int last = -1;
    for (int level = 0; lua_getstack(thread, level, &frame); level++) {
        lua_getinfo(thread, "S", &frame);
        if (frame.what[0] != 'C' && !mdl_is_private(&frame)) last = level;
    }
    return last;
}

static void add_line(lua_State *L, luaL_Buffer *text, lua_State *thread, lua_Debug *frame) {
    if (frame->currentline > 0) lua_pushfstring(L, "\n\t%s:%d: in ", frame->short_src, frame->currentline);
    else lua_pushfstring(L, "\n\t%s: in ", frame->short_src);
    luaL_addvalue(text);
    add_function(L, text, thread, frame);
    if (frame->istailcall) luaL_addstring(text, "\n\t(...tail calls...)");
}

static int traceback(lua_State *L) {
    lua_State *thread = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    int message = lua_isthread(L, 1) ? 2 : 1;
    int type = lua_type(L, message);
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type > LUA_TNIL) {
        lua_pushvalue(L, message);
        return 1;
    }
    lua_Integer count = luaL_optinteger(L, message + 1, thread == L ? 1 : 0);
    int level = skip_levels(L, thread, count > INT32_MAX ? INT32_MAX : (int)count);
    int last = last_level(thread), lines = 0;
    luaL_Buffer text;
    lua_Debug frame;
    lua_settop(L, message + 1);
    luaL_buffinit(L, &text);
    if (type > LUA_TNIL) {
        lua_pushvalue(L, message);
        luaL_addvalue(&text);
        luaL_addchar(&text, '\n');
    }
    luaL_addstring(&text, "stack traceback:");
    for (; level <= last && lua_getstack(thread, level, &frame); level++) {
        lua_getinfo(thread, "Slnt", &frame);
        mdl_name_entered(L, thread, level, &frame);
        if (is_hidden(L, thread, &frame)) continue;
        // As Lua does: the middle of a deep one is left out.
        if (++lines == MAX_LINES / 2 && last - level > MAX_LINES / 2) {
            int skipped = last - level - MAX_LINES / 2;
            lua_pushfstring(L, "\n\t...\t(skipping %d levels)", skipped);
            luaL_addvalue(&text);
            level += skipped - 1;
        } else {
            add_line(L, &text, thread, &frame);
        }
    }
    luaL_pushresult(&text);
    return 1;
}

void mdl_open_debug(lua_State *L) {
    static const luaL_Reg functions[] = {{"traceback", traceback}, {NULL, NULL}};
    luaL_newlib(L, functions);
}
