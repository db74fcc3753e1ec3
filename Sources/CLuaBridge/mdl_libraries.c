// The string and math libraries of recipes: the stock functions that are safe, and ours for the others.
#include <string.h>

#include "mdl_internal.h"

void mdl_copy_functions(lua_State *L, int from, const char *const *names) {
    for (; *names != NULL; names++) {
        lua_getfield(L, from, *names);
        lua_setfield(L, -2, *names);
    }
}

static int repeat(lua_State *L) {
    size_t length, separator_length = 0;
    luaL_checklstring(L, 1, &length);
    lua_Integer count = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &separator_length);
    lua_Integer limit = mdl_of(L)->limits.string;
    size_t piece = length + separator_length;
    if (count > 0 && piece > 0 && (lua_Unsigned)count > (lua_Unsigned)limit / piece) {
        return luaL_error(L, "string.rep would make a string longer than %I bytes", limit);
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
    if (total > (size_t)mdl_of(L)->limits.string) return luaL_error(L, "string.format would make too long a string");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

// Replaces a function of the library on the stack by one that has the stock one as its upvalue.
void mdl_wrap_function(lua_State *L, int stock, const char *name, lua_CFunction wrapper) {
    lua_getfield(L, stock, name);
    lua_pushcclosure(L, wrapper, 1);
    lua_setfield(L, -2, name);
}

void mdl_open_string(lua_State *L) {
    static const char *const kept[] = {"byte",     "char",    "len", "lower",  "pack",
                                       "packsize", "reverse", "sub", "unpack", "upper", NULL};
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 0);
    int stock = lua_gettop(L);
    lua_newtable(L);
    mdl_copy_functions(L, stock, kept);
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
