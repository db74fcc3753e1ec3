// The order in which pairs and next visit a table: numbers, then strings by their bytes, then booleans. Lua's own
// order depends on addresses and would differ when a run is replayed.
#include <string.h>

#include "mdl_internal.h"

static int rank(lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TNUMBER: return 0;
    case LUA_TSTRING: return 1;
    case LUA_TBOOLEAN: return 2;
    default: return 3;
    }
}

bool mdl_key_less(lua_State *L, int a, int b) {
    int x = rank(L, a), y = rank(L, b);
    if (x != y) return x < y;
    if (x == 0) return lua_compare(L, a, b, LUA_OPLT);
    if (x == 2) return !lua_toboolean(L, a) && lua_toboolean(L, b);
    if (x == 3) return luaL_error(L, "a table with two keys that are %ss or the like has no order to visit them in",
                                  luaL_typename(L, a));
    size_t left, right;
    const char *p = lua_tolstring(L, a, &left), *q = lua_tolstring(L, b, &right);
    int order = memcmp(p, q, left < right ? left : right);
    return order != 0 ? order < 0 : left < right;
}

static bool is_less_at(lua_State *L, int keys, lua_Integer a, lua_Integer b) {
    lua_rawgeti(L, keys, a);
    lua_rawgeti(L, keys, b);
    bool is_less = mdl_key_less(L, -2, -1);
    lua_pop(L, 2);
    return is_less;
}

static void swap(lua_State *L, int keys, lua_Integer a, lua_Integer b) {
    lua_rawgeti(L, keys, a);
    lua_rawgeti(L, keys, b);
    lua_rawseti(L, keys, a);
    lua_rawseti(L, keys, b);
}

static void sift_down(lua_State *L, int keys, lua_Integer root, lua_Integer count) {
    for (lua_Integer child; (child = root * 2) <= count; root = child) {
        if (child < count && is_less_at(L, keys, child, child + 1)) child++;
        if (!is_less_at(L, keys, root, child)) return;
        swap(L, keys, root, child);
    }
}

// Heap sort: no key is equal to another, so it needs no stability, and it needs no memory.
static void sort_keys(lua_State *L, int keys, lua_Integer count) {
    for (lua_Integer root = count / 2; root >= 1; root--) sift_down(L, keys, root, count);
    for (lua_Integer end = count; end > 1; end--) {
        swap(L, keys, 1, end);
        sift_down(L, keys, 1, end - 1);
    }
}

void mdl_sorted_keys(lua_State *L, int table) {
    table = lua_absindex(L, table);
    lua_newtable(L);
    int keys = lua_gettop(L);
    lua_Integer count = 0;
    bool is_sorted = true;
    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, keys, ++count);
        if (count > 1 && is_sorted) is_sorted = is_less_at(L, keys, count - 1, count);
    }
    if (!is_sorted) sort_keys(L, keys, count);
    mdl_spend(mdl_of(L), L, count);
}
