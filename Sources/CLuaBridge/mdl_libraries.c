// The string and math libraries of recipes: the stock functions that are safe, and ours for the others.
#include <string.h>

#include "mdl_internal.h"

void mdl_copy_functions(lua_State *L, int from, const char *const *names) {
    for (; *names != NULL; names++) {
        lua_getfield(L, from, *names);
        lua_setfield(L, -2, *names);
    }
}

// Calls the stock function that is the upvalue. What goes in and comes out is paid for: it is made within C.
static int call_priced(lua_State *L) {
    int64_t price = 0;
    for (int i = 1; i <= lua_gettop(L); i++) {
        if (lua_type(L, i) == LUA_TSTRING) price += (int64_t)lua_rawlen(L, i) / 8;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    mdl_pay(L, price + lua_gettop(L), "the call");
    return lua_gettop(L);
}

// Copies functions whose work depends on the length of what they are given, and has that paid for.
void mdl_price_functions(lua_State *L, int stock, const char *const *names) {
    for (; *names != NULL; names++) mdl_wrap_function(L, stock, *names, call_priced);
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
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static bool has_pointer(const char *format) {
    for (; (format = strchr(format, '%')) != NULL; format++) {
        format++;
        if (*format == '%') continue;
        format += strspn(format, "-+ #0123456789.");
        if (*format == 'p') return true;
        if (*format == 0) return false;
    }
    return false;
}

static int format(lua_State *L) {
    size_t total = 0;
    if (has_pointer(luaL_checkstring(L, 1))) return luaL_error(L, "string.format has no '%%p' in recipes");
    for (int i = 2; i <= lua_gettop(L); i++) {
        if (lua_type(L, i) > LUA_TSTRING) {
            mdl_push_text(L, i);
            lua_replace(L, i);
        }
        total += lua_rawlen(L, i);
    }
    mdl_check_length(L, total, "string.format");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    // '%q' and '%99d' make more of it, by a small factor.
    mdl_check_length(L, lua_rawlen(L, -1), "string.format");
    return 1;
}

// Replaces a function of the library on the stack by one that has the stock one as its upvalue.
void mdl_wrap_function(lua_State *L, int stock, const char *name, lua_CFunction wrapper) {
    lua_getfield(L, stock, name);
    lua_pushcclosure(L, wrapper, 1);
    lua_setfield(L, -2, name);
}

void mdl_open_string(lua_State *L) {
    static const char *const kept[] = {"len", "packsize", "sub", NULL};
    static const char *const priced[] = {"byte", "char", "lower", "pack", "reverse", "unpack", "upper", NULL};
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
    mdl_price_functions(L, stock, priced);
    mdl_add_search(L);
    mdl_wrap_function(L, stock, "rep", repeat);
    mdl_wrap_function(L, stock, "format", format);
    // Methods of strings find the same functions, in a table that no script can reach.
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
    lua_remove(L, stock);
}

void mdl_open_utf8(lua_State *L) {
    static const char *const kept[] = {"charpattern", "codes", NULL};
    static const char *const priced[] = {"char", "codepoint", "len", "offset", NULL};
    luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
    mdl_price_functions(L, stock, priced);
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
