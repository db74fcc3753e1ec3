// The table library of recipes. Its loops run in C, out of reach of the count hook, and __len can make them as long as it
// likes: they are paid for. A call whose arguments are wrong says so before it pays.
#include "libraries/mdl_libraries.h"
#include "state/mdl_limits.h"
#include "values/mdl_values.h"

static void pay(lua_State *L, lua_Integer moves) { mdl_pay(L, moves, "the list"); }

static bool is_less(lua_State *L, int a, int b) {
    if (lua_type(L, a) == LUA_TSTRING && lua_type(L, b) == LUA_TSTRING) {
        lua_Integer length = (lua_Integer)lua_rawlen(L, a), other = (lua_Integer)lua_rawlen(L, b);
        if (other < length) length = other;
        if (length >= MDL_LARGE_STRING) pay(L, length / MDL_BYTES_PER_INSTRUCTION);
    }
    return lua_compare(L, a, b, LUA_OPLT);
}

static bool comes_before(lua_State *L, int a, int b) {
    if (lua_isnil(L, 2)) return is_less(L, a, b);
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
    lua_Integer count = luaL_len(L, 1);
    if (count < 2) return 0;
    luaL_argcheck(L, count < INT32_MAX, 1, "array too big");
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    if (mdl_push_viewed(L, 1)) return luaL_error(L, "table.sort: this table is read-only");
    lua_settop(L, 2);
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

enum { ITEMS_AT_ONCE = 1000 };

// Pays for the items as they come: few ranges are as long as they say.
static void pay_for_item(lua_State *L, int *paid) {
    if ((*paid)-- > 0) return;
    pay(L, ITEMS_AT_ONCE);
    *paid = ITEMS_AT_ONCE - 1;
}

static void move_item(lua_State *L, lua_Integer from, int target, lua_Integer to, int *paid) {
    pay_for_item(L, paid);
    lua_geti(L, 1, from);
    lua_seti(L, target, to);
}

static int insert(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer end = (lua_Integer)((lua_Unsigned)luaL_len(L, 1) + 1), position = end;
    int arguments = lua_gettop(L), paid = 0;
    if (arguments != 2 && arguments != 3) return luaL_error(L, "wrong number of arguments to 'insert'");
    if (arguments == 3) {
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, (lua_Unsigned)position - 1 < (lua_Unsigned)end, 2, "position out of bounds");
        for (lua_Integer i = end; i > position; i--) move_item(L, i - 1, 1, i, &paid);
    }
    lua_seti(L, 1, position);
    return 0;
}

static int take_out(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer count = luaL_len(L, 1), position = luaL_optinteger(L, 2, count);
    if (position != count) {
        luaL_argcheck(L, (lua_Unsigned)position - 1 <= (lua_Unsigned)count, 1, "position out of bounds");
    }
    int paid = 0;
    lua_geti(L, 1, position);
    for (; position < count; position++) move_item(L, position + 1, 1, position, &paid);
    lua_pushnil(L);
    lua_seti(L, 1, position);
    return 1;
}

static int move(lua_State *L) {
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
    int target = lua_isnoneornil(L, 5) ? 1 : 5;
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, target, LUA_TTABLE);
    if (last >= first) {
        luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
        lua_Integer count = last - first + 1;
        luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
        int paid = 0;
        bool is_apart = to > last || to <= first || (target != 1 && !lua_compare(L, 1, target, LUA_OPEQ));
        for (lua_Integer i = 0; i < count; i++) {
            lua_Integer offset = is_apart ? i : count - 1 - i;
            move_item(L, first + offset, target, to + offset, &paid);
        }
    }
    lua_pushvalue(L, target);
    return 1;
}

static void add_item(lua_State *L, luaL_Buffer *text, lua_Integer index) {
    size_t length;
    lua_geti(L, 1, index);
    if (!lua_isstring(L, -1)) {
        luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1), (LUAI_UACINT)index);
    }
    lua_tolstring(L, -1, &length);
    mdl_check_length(L, luaL_bufflen(text) + length, "table.concat");
    luaL_addvalue(text);
}

static int join(lua_State *L) {
    size_t length;
    luaL_Buffer text;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer last = luaL_len(L, 1);
    const char *separator = luaL_optlstring(L, 2, "", &length);
    lua_Integer first = luaL_optinteger(L, 3, 1);
    last = luaL_optinteger(L, 4, last);
    luaL_buffinit(L, &text);
    for (int paid = 0; first < last; first++) {
        pay_for_item(L, &paid);
        add_item(L, &text, first);
        mdl_check_length(L, luaL_bufflen(&text) + length, "table.concat");
        luaL_addlstring(&text, separator, length);
    }
    if (first == last) add_item(L, &text, last);
    luaL_pushresult(&text);
    return 1;
}

static int spread(lua_State *L) {
    int results = mdl_call_stock(L);
    pay(L, results);
    return results;
}

void mdl_open_table(lua_State *L) {
    static const char *const kept[] = {"pack", NULL};
    static const luaL_Reg functions[] = {
        {"concat", join}, {"insert", insert}, {"move", move}, {"remove", take_out}, {"sort", sort}, {NULL, NULL},
    };
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
    luaL_setfuncs(L, functions, 0);
    mdl_wrap_function(L, stock, "unpack", spread);
    lua_remove(L, stock);
}
