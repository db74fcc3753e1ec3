// The string, utf8 and math libraries of recipes: the stock functions where they are safe, and ours for the others.
#include <string.h>

#include "libraries/mdl_libraries.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"

// Has the results paid for, and arguments that are many.
static int call_for_values(lua_State *L) {
    int arguments = lua_gettop(L), results = mdl_call_stock(L);
    mdl_pay(L, arguments + results, "the call");
    return results;
}

// The layout is read in full, the text as far as the layout says.
static int call_for_layout(lua_State *L) {
    if (mdl_length_of(L, 1) >= MDL_LARGE_STRING) mdl_pay(L, mdl_length_of(L, 1) / 8, "the call");
    return call_for_values(L);
}

// Has the letters paid for that were counted.
static int count_letters(lua_State *L) {
    int results = mdl_call_stock(L);
    lua_Integer letters = lua_tointeger(L, -1);
    if (letters > MDL_LARGE_STRING) mdl_pay(L, letters / 8, "the call");
    return results;
}

static int find_offset(lua_State *L) {
    lua_Integer letters = lua_tointeger(L, 2), length = mdl_length_of(L, 1);
    if (letters < 0) letters = letters < -length ? length : -letters;
    if (letters > length) letters = length;
    if (letters > MDL_LARGE_STRING) mdl_pay(L, letters / 8, "the call");
    return mdl_call_stock(L);
}

static int repeat(lua_State *L) {
    size_t length, separator_length = 0;
    luaL_checklstring(L, 1, &length);
    lua_Integer count = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &separator_length);
    lua_Integer limit = mdl_of(L)->limits.string;
    size_t piece = length + separator_length;
    if (count > 0 && piece > 0 && (lua_Unsigned)count > (lua_Unsigned)limit / piece) {
        mdl_check_length(L, (size_t)limit + 1, "string.rep");
    }
    if (count > 0 && piece == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    return mdl_call_stock(L);
}

// Arithmetic with text that is a number.
static int calculate(lua_State *L) {
    int64_t digits = mdl_length_of(L, 1) + mdl_length_of(L, 2);
    if (digits >= MDL_LARGE_STRING) mdl_pay(L, digits / 8, "the conversion");
    return mdl_call_stock(L);
}

// Methods of strings find the same functions, in a table that no script can reach.
static void set_string_metatable(lua_State *L, int functions) {
    static const char *const events[] = {"__add", "__sub",  "__mul", "__div", "__mod",
                                         "__pow", "__idiv", "__unm", NULL};
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    int stock = lua_gettop(L);
    lua_createtable(L, 0, 10);
    for (const char *const *event = events; *event != NULL; event++) mdl_wrap_function(L, stock, *event, calculate);
    lua_pushvalue(L, functions);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, stock - 1);
    lua_settop(L, stock - 2);
}

void mdl_open_string(lua_State *L) {
    static const char *const kept[] = {"len", "sub", NULL};
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
    mdl_wrap_function(L, stock, "byte", call_for_values);
    mdl_wrap_function(L, stock, "char", call_for_values);
    mdl_wrap_function(L, stock, "lower", mdl_call_for_text);
    mdl_wrap_function(L, stock, "upper", mdl_call_for_text);
    mdl_wrap_function(L, stock, "reverse", mdl_call_for_text);
    mdl_wrap_function(L, stock, "pack", mdl_call_for_text);
    mdl_wrap_function(L, stock, "packsize", call_for_layout);
    mdl_wrap_function(L, stock, "unpack", call_for_layout);
    mdl_wrap_function(L, stock, "rep", repeat);
    mdl_wrap_function(L, stock, "format", mdl_format);
    mdl_add_search(L);
    set_string_metatable(L, lua_gettop(L));
    lua_remove(L, stock);
}

void mdl_open_utf8(lua_State *L) {
    static const char *const kept[] = {"charpattern", "codes", NULL};
    luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
    mdl_wrap_function(L, stock, "char", call_for_values);
    mdl_wrap_function(L, stock, "codepoint", call_for_values);
    mdl_wrap_function(L, stock, "len", count_letters);
    mdl_wrap_function(L, stock, "offset", find_offset);
    lua_remove(L, stock);
}

void mdl_open_math(lua_State *L) {
    static const char *const kept[] = {"abs",  "acos", "asin", "atan", "ceil",      "cos",  "deg", "exp", "floor",
                                       "fmod", "huge", "log",  "max",  "maxinteger", "min", "mininteger", "modf", "pi",
                                       "rad",  "sin",  "sqrt", "tan",  "tointeger", "type", "ult", NULL};
    luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
    lua_pushcfunction(L, mdl_random);
    lua_setfield(L, -2, "random");
    lua_pushcfunction(L, mdl_randomseed);
    lua_setfield(L, -2, "randomseed");
    lua_remove(L, stock);
}
