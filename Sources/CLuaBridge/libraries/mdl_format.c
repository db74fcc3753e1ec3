// string.format: the stock one, which would print the addresses of objects.
#include <string.h>

#include "libraries/mdl_libraries.h"
#include "state/mdl_limits.h"
#include "values/mdl_values.h"

// What a conversion that begins after its '%' is of; NULL at the end of the format.
static const char *conversion_at(const char *format) {
    format += strspn(format, "-+ #0123456789.");
    return *format == 0 ? NULL : format;
}

// Replaces an object by its text, which is what '%s' is to print.
static void write_out(lua_State *L, int argument) {
    if (lua_type(L, argument) <= LUA_TSTRING) return;
    mdl_push_text(L, argument);
    lua_replace(L, argument);
}

int mdl_format(lua_State *L) {
    int arguments = lua_gettop(L), argument = 1;
    size_t length, total = 0;
    const char *format = luaL_checklstring(L, 1, &length), *end = format + length;
    for (const char *p = memchr(format, '%', length); p != NULL; p = memchr(p, '%', (size_t)(end - p))) {
        p++;
        if (*p == '%') {
            p++;
            continue;
        }
        const char *conversion = conversion_at(p);
        if (conversion == NULL || ++argument > arguments) break;
        if (*conversion == 's') write_out(L, argument);
        if (*conversion == 'p') {
            return luaL_error(L, "string.format has no '%%p' in recipes: addresses differ when a run is replayed");
        }
        p = conversion + 1;
    }
    for (int i = 2; i <= arguments; i++) total += lua_type(L, i) == LUA_TSTRING ? lua_rawlen(L, i) : 0;
    mdl_check_length(L, total, "string.format");
    if (length + total >= MDL_LARGE_STRING) mdl_pay(L, (int64_t)(length + total) / 8, "string.format");
    int results = mdl_call_stock(L);
    // '%q' and '%99d' make more of it, by a small factor.
    mdl_check_length(L, lua_rawlen(L, -1), "string.format");
    return results;
}
