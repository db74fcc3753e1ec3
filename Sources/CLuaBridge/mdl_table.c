// The table library of recipes: a stable sort, and the stock functions for what is paid for. Their loops run in C, out
// of reach of the count hook, and __len can make them as long as it likes.
#include "mdl_internal.h"

static void pay(lua_State *L, lua_Integer moves) { mdl_pay(L, moves, "the list"); }

static bool comes_before(lua_State *L, int a, int b) {
    if (lua_isnil(L, 2)) return lua_compare(L, a, b, LUA_OPLT);
    a = lua_absindex(L, a);
    b = lua_absindex(L, b);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    lua_call(L, 2, 1);
    bool result = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return result;
}

// Merges source[low, middle) and source[middle, high) into the target, equal elements in their order.
static void merge(lua_State *L, int source, int target, lua_Integer low, lua_Integer middle, lua_Integer high) {
    lua_Integer left = low, right = middle;
    for (lua_Integer i = low; i < high; i++) {
        bool takes_right = left == middle;
        if (left < middle && right < high) {
            lua_rawgeti(L, source, right);
            lua_rawgeti(L, source, left);
            takes_right = comes_before(L, -2, -1);
            lua_pop(L, 2);
        }
        lua_rawgeti(L, source, takes_right ? right++ : left++);
        lua_rawseti(L, target, i);
    }
}

// A stable merge sort: the stock one picks its pivots by clock and address.
static int sort(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    if (mdl_push_viewed(L, 1)) return luaL_error(L, "table.sort: this table is read-only");
    lua_settop(L, 2);
    lua_Integer count = luaL_len(L, 1);
    luaL_argcheck(L, count < INT32_MAX, 1, "array too big");
    pay(L, count);
    lua_createtable(L, count < 4096 ? (int)count : 0, 0);
    lua_createtable(L, count < 4096 ? (int)count : 0, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    int source = 3, target = 4;
    for (lua_Integer width = 1; width < count; width *= 2) {
        for (lua_Integer low = 1; low <= count; low += 2 * width) {
            lua_Integer middle = low + width <= count + 1 ? low + width : count + 1;
            lua_Integer high = low + 2 * width <= count + 1 ? low + 2 * width : count + 1;
            merge(L, source, target, low, middle, high);
        }
        pay(L, count);
        source = 7 - source;
        target = 7 - target;
    }
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, source, i);
        lua_seti(L, 1, i);
    }
    return 0;
}

// Calls the stock function that is the upvalue, once the moves it will make are paid for.
static int call_stock(lua_State *L, lua_Integer moves) {
    if (moves > 0) pay(L, moves);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static lua_Integer distance(lua_Integer from, lua_Integer to) {
    return from >= to ? 0 : (lua_Unsigned)to - (lua_Unsigned)from > LUA_MAXINTEGER ? LUA_MAXINTEGER : to - from;
}

static int insert(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    return call_stock(L, lua_gettop(L) < 3 ? 0 : distance(luaL_checkinteger(L, 2), luaL_len(L, 1)));
}

static int take_out(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    return call_stock(L, lua_gettop(L) < 2 ? 0 : distance(luaL_checkinteger(L, 2), luaL_len(L, 1)));
}

static int move(lua_State *L) {
    return call_stock(L, distance(luaL_checkinteger(L, 2), luaL_checkinteger(L, 3)));
}

static void add_item(lua_State *L, luaL_Buffer *text, lua_Integer index) {
    size_t length;
    lua_geti(L, 1, index);
    if (!lua_isstring(L, -1)) {
        luaL_error(L, "invalid value (at index %I) in table for 'concat'", (LUAI_UACINT)index);
    }
    lua_tolstring(L, -1, &length);
    mdl_check_length(L, luaL_bufflen(text) + length, "table.concat");
    luaL_addvalue(text);
}

static int join(lua_State *L) {
    size_t length;
    luaL_Buffer text;
    luaL_checktype(L, 1, LUA_TTABLE);
    const char *separator = luaL_optlstring(L, 2, "", &length);
    lua_Integer first = luaL_optinteger(L, 3, 1);
    lua_Integer last = lua_isnoneornil(L, 4) ? luaL_len(L, 1) : luaL_checkinteger(L, 4);
    if (first > last) {
        lua_pushliteral(L, "");
        return 1;
    }
    pay(L, distance(first, last));
    luaL_buffinit(L, &text);
    for (; first < last; first++) {
        add_item(L, &text, first);
        mdl_check_length(L, luaL_bufflen(&text) + length, "table.concat");
        luaL_addlstring(&text, separator, length);
    }
    add_item(L, &text, last);
    luaL_pushresult(&text);
    return 1;
}

void mdl_open_table(lua_State *L) {
    static const char *const kept[] = {"pack", NULL}, *const priced[] = {"unpack", NULL};
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
    mdl_price_functions(L, stock, priced);
    mdl_wrap_function(L, stock, "insert", insert);
    mdl_wrap_function(L, stock, "remove", take_out);
    mdl_wrap_function(L, stock, "move", move);
    lua_pushcfunction(L, join);
    lua_setfield(L, -2, "concat");
    lua_pushcfunction(L, sort);
    lua_setfield(L, -2, "sort");
    lua_remove(L, stock);
}
