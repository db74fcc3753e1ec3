// The base library of recipes.
#include <string.h>

#include "mdl_internal.h"

static int next_key(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    bool is_view = mdl_push_viewed(L, 1);
    if (is_view) lua_replace(L, 1);
    bool is_first = lua_isnil(L, 2), is_found = false;
    lua_Integer visited = 0;
    // Slot 3 is the smallest key after the given one.
    lua_pushnil(L);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pop(L, 1);
        visited++;
        bool is_after = is_first || (!lua_rawequal(L, 4, 2) && mdl_key_less(L, 2, 4));
        if (!is_after || (is_found && !mdl_key_less(L, 4, 3))) continue;
        lua_pushvalue(L, 4);
        lua_replace(L, 3);
        is_found = true;
    }
    mdl_spend(mdl_of(L), L, visited);
    lua_settop(L, 3);
    if (!is_found) return 1;
    lua_pushvalue(L, 3);
    if (lua_rawget(L, 1) == LUA_TTABLE && is_view) {
        mdl_push_view(L, 4);
        lua_replace(L, 4);
    }
    return 2;
}

// The iterator of pairs: upvalues are the table, its sorted keys and how many were visited.
static int visit_next(lua_State *L) {
    lua_Integer index = lua_tointeger(L, lua_upvalueindex(3));
    lua_settop(L, 0);
    for (;;) {
        if (lua_rawgeti(L, lua_upvalueindex(2), ++index) == LUA_TNIL) return 1;
        lua_pushvalue(L, 1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) break;
        lua_settop(L, 0);
    }
    lua_pushinteger(L, index);
    lua_replace(L, lua_upvalueindex(3));
    if (lua_toboolean(L, lua_upvalueindex(4)) && lua_istable(L, 2)) mdl_push_view(L, 2);
    else return 2;
    lua_replace(L, 2);
    return 2;
}

static int pairs_resumed(lua_State *L, int status, lua_KContext context) {
    (void)L;
    (void)status;
    (void)context;
    return 3;
}

static int sorted_pairs(lua_State *L) {
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_callk(L, 1, 3, 0, pairs_resumed);
        return 3;
    }
    lua_settop(L, 1);
    bool is_view = mdl_push_viewed(L, 1);
    if (is_view) lua_replace(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushvalue(L, 1);
    mdl_sorted_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushboolean(L, is_view);
    lua_pushcclosure(L, visit_next, 4);
    return 1;
}

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
    return mdl_note(L, "log", lua_gettop(L));
}

static int set_metatable(lua_State *L) {
    static const char *const refused[] = {"__gc", "__mode", "__concat"};
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
    for (size_t i = 0; lua_istable(L, 2) && i < sizeof refused / sizeof *refused; i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "recipes have no metamethod '%s'", refused[i]);
        lua_pop(L, 1);
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int raw_set(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
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
    if (is_view && lua_istable(L, -1)) mdl_push_view(L, -1);
    return 1;
}

static int raw_length(lua_State *L) {
    if (mdl_push_viewed(L, 1)) lua_replace(L, 1);
    luaL_argexpected(L, lua_istable(L, 1) || lua_isstring(L, 1), 1, "table or string");
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

static void make_strict(lua_State *L, int base) {
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, mdl_unknown_global);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, base);
}

void mdl_open_base(lua_State *L, int globals) {
    static const char *const kept[] = {"assert", "error",    "getmetatable", "ipairs", "rawequal",
                                       "select", "tonumber", "type",         "_VERSION"};
    static const luaL_Reg functions[] = {
        {"next", next_key},     {"pairs", sorted_pairs},   {"pcall", mdl_pcall},
        {"print", print},       {"rawget", raw_get},
        {"rawlen", raw_length}, {"rawset", raw_set},
        {"setmetatable", set_metatable},
        {"tostring", text_of},  {"xpcall", mdl_xpcall},    {NULL, NULL},
    };
    mdl_registry(L, &mdl_base_key);
    int base = lua_gettop(L);
    make_strict(L, base);
    if (globals == 0) {
        lua_pushcfunction(L, mdl_secret);
        lua_setfield(L, base, "secret");
    } else {
        luaL_setfuncs(L, functions, 0);
        lua_pushliteral(L, "");
        lua_pushcclosure(L, mdl_require, 1);
        lua_setfield(L, base, "require");
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
            lua_getfield(L, globals, kept[i]);
            lua_setfield(L, base, kept[i]);
        }
    }
    lua_settop(L, base - 1);
}
