// The base library of recipes.
#include <string.h>

#include "calls/mdl_calls.h"
#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "libraries/mdl_libraries.h"
#include "modules/mdl_modules.h"
#include "objects/mdl_objects.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static int text_of(lua_State *L) {
    luaL_checkany(L, 1);
    mdl_push_text(L, 1);
    return 1;
}

static int print(lua_State *L) {
    int count = lua_gettop(L);
    luaL_Buffer text;
    for (int i = 1; i <= count; i++) {
        mdl_push_text(L, i);
        lua_replace(L, i);
    }
    luaL_buffinit(L, &text);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addchar(&text, '\t');
        lua_pushvalue(L, i);
        luaL_addvalue(&text);
    }
    luaL_pushresult(&text);
    return mdl_notify(L, "log", lua_gettop(L));
}

// Pushes where the function at a level is, as the beginning of a message; "" for code that is not the author's.
static void push_place(lua_State *L, int level) {
    lua_Debug frame;
    bool is_private = lua_getstack(L, level, &frame) && lua_getinfo(L, "S", &frame) && mdl_is_private(&frame);
    if (is_private) lua_pushliteral(L, "");
    else luaL_where(L, level);
}

static int raise(lua_State *L) {
    lua_Integer level = luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    if (lua_type(L, 1) != LUA_TSTRING || level <= 0) return lua_error(L);
    lua_Debug frame;
    int place = 0;
    // An entrance is no level of the author's.
    while (level > 0 && lua_getstack(L, ++place, &frame)) {
        if (!mdl_is_entrance_frame(L, L, &frame)) level--;
    }
    push_place(L, place);
    lua_insert(L, 1);
    lua_concat(L, 2);
    return lua_error(L);
}

// A metamethod that the sandbox withholds says so with its reason.
static void check_events(lua_State *L) {
    static const char *const events[] = {"__gc", "__mode", "__concat"};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        lua_pushstring(L, events[i]);
        if (lua_rawget(L, 2) != LUA_TNIL) {
            if (!mdl_push_reason(L, events[i])) luaL_error(L, "recipes have no metamethod '%s'", events[i]);
            luaL_error(L, "recipes have no metamethod '%s': %s", events[i], lua_tostring(L, -1));
        }
        lua_pop(L, 1);
    }
}

static int set_metatable(lua_State *L) {
    int type = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
    if (type == LUA_TTABLE) check_events(L);
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int raw_set(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    luaL_checkany(L, 3);
    lua_settop(L, 3);
    if (mdl_push_viewed(L, 1)) return luaL_error(L, "cannot set a field: this table is read-only");
    lua_rawset(L, 1);
    return 1;
}

static int raw_get(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    bool is_view = mdl_push_viewed(L, 1);
    if (is_view) lua_replace(L, 1);
    lua_rawget(L, 1);
    if (is_view) mdl_hand_out(L);
    return 1;
}

static int raw_length(lua_State *L) {
    int type = lua_type(L, 1);
    luaL_argexpected(L, type == LUA_TTABLE || type == LUA_TSTRING, 1, "table or string");
    if (mdl_push_viewed(L, 1)) lua_replace(L, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

void mdl_open_base(lua_State *L, int globals) {
    static const char *const kept[] = {"assert", "getmetatable", "ipairs",
                                       "rawequal", "select", "type",         "_VERSION"};
    static const luaL_Reg functions[] = {
        {"error", raise},
        {"next", mdl_next},     {"pairs", mdl_pairs},   {"pcall", mdl_pcall},
        {"print", print},       {"rawget", raw_get},
        {"rawlen", raw_length}, {"rawset", raw_set},
        {"setmetatable", set_metatable},
        {"tostring", text_of},  {"xpcall", mdl_xpcall},    {NULL, NULL},
    };
    mdl_registry(L, &mdl_base_key);
    int base = lua_gettop(L);
    if (globals == 0) {
        lua_pushcfunction(L, mdl_secret);
        lua_setfield(L, base, "secret");
    } else {
        luaL_setfuncs(L, functions, 0);
        lua_pushcfunction(L, mdl_require);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &mdl_require_key);
        lua_pushliteral(L, "");
        lua_pushcclosure(L, mdl_require, 1);
        lua_setfield(L, base, "require");
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
            lua_getfield(L, globals, kept[i]);
            lua_setfield(L, base, kept[i]);
        }
        lua_settop(L, base);
        mdl_wrap_function(L, globals, "tonumber", mdl_call_for_text);
    }
    lua_settop(L, base - 1);
}
