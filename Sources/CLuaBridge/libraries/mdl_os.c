// The part of the os library that needs no operating system: time, in UTC, as the host gave it with the last message.
#define _DEFAULT_SOURCE
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>

#include "libraries/mdl_libraries.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static int64_t seconds(mdl_vm *vm) { return vm->time / 1000 - (vm->time % 1000 < 0); }

static int integer_field(lua_State *L, const char *key, int fallback, int delta) {
    int is_integer, type = lua_getfield(L, 1, key);
    lua_Integer value = lua_tointegerx(L, -1, &is_integer);
    lua_pop(L, 1);
    if (!is_integer) {
        if (type != LUA_TNIL) return luaL_error(L, "field '%s' is not an integer", key);
        if (fallback < 0) return luaL_error(L, "field '%s' missing in date table", key);
        return fallback;
    }
    bool is_in_range = value >= 0 ? value - delta <= INT_MAX : value >= (lua_Integer)INT_MIN + delta;
    if (!is_in_range) return luaL_error(L, "field '%s' is out-of-bound", key);
    return (int)(value - delta);
}

static void set_field(lua_State *L, int table, const char *key, int64_t value) {
    lua_pushinteger(L, value);
    lua_setfield(L, table, key);
}

static void set_fields(lua_State *L, int table, const struct tm *parts) {
    set_field(L, table, "year", (int64_t)parts->tm_year + 1900);
    set_field(L, table, "month", parts->tm_mon + 1);
    set_field(L, table, "day", parts->tm_mday);
    set_field(L, table, "hour", parts->tm_hour);
    set_field(L, table, "min", parts->tm_min);
    set_field(L, table, "sec", parts->tm_sec);
    set_field(L, table, "yday", parts->tm_yday + 1);
    set_field(L, table, "wday", parts->tm_wday + 1);
    lua_pushboolean(L, 0);
    lua_setfield(L, table, "isdst");
}

static int os_time(lua_State *L) {
    if (lua_isnoneornil(L, 1)) {
        lua_pushinteger(L, seconds(mdl_of(L)));
        return 1;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    struct tm parts = {.tm_year = integer_field(L, "year", -1, 1900)};
    parts.tm_mon = integer_field(L, "month", -1, 1);
    parts.tm_mday = integer_field(L, "day", -1, 0);
    parts.tm_hour = integer_field(L, "hour", 12, 0);
    parts.tm_min = integer_field(L, "min", 0, 0);
    parts.tm_sec = integer_field(L, "sec", 0, 0);
    errno = 0;
    time_t result = timegm(&parts);
    if (result == -1 && errno == EOVERFLOW) {
        return luaL_error(L, "time result cannot be represented in this installation");
    }
    // What is read-only stays as it is.
    if (!mdl_push_viewed(L, 1)) set_fields(L, 1, &parts);
    lua_pushinteger(L, result);
    return 1;
}

static int os_clock(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_pushnumber(L, (double)(vm->time - vm->started) / 1000);
    return 1;
}

static int os_difftime(lua_State *L) {
    lua_Integer later = luaL_checkinteger(L, 1), earlier = luaL_checkinteger(L, 2);
    lua_pushnumber(L, difftime((time_t)later, (time_t)earlier));
    return 1;
}

// How many letters a conversion has after its '%'; 0 for one that C does not know.
static size_t conversion_length(const char *p) {
    static const char era[] = "cCxXyY", other[] = "deHImMSuUVwWy", plain[] = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
    if (p[0] == 0) return 0;
    if (p[0] == 'E' || p[0] == 'O') return p[1] != 0 && strchr(p[0] == 'E' ? era : other, p[1]) != NULL ? 2 : 0;
    return strchr(plain, p[0]) != NULL ? 1 : 0;
}

static int os_date(lua_State *L) {
    size_t length;
    const char *format = luaL_optlstring(L, 1, "%c", &length), *end = format + length;
    time_t moment = (time_t)luaL_optinteger(L, 2, seconds(mdl_of(L)));
    struct tm parts;
    luaL_Buffer text;
    if (*format == '!') format++;
    if (gmtime_r(&moment, &parts) == NULL) {
        return luaL_error(L, "date result cannot be represented in this installation");
    }
    if (strcmp(format, "*t") == 0) {
        lua_createtable(L, 0, 9);
        set_fields(L, lua_gettop(L), &parts);
        return 1;
    }
    if (length >= MDL_LARGE_STRING) mdl_pay(L, (int64_t)length, "os.date");
    luaL_buffinit(L, &text);
    while (format < end) {
        if (*format != '%') {
            luaL_addchar(&text, *format++);
            continue;
        }
        size_t letters = conversion_length(++format);
        if (letters == 0) {
            return luaL_argerror(L, 1, lua_pushfstring(L, "invalid conversion specifier '%%%s'", format));
        }
        char conversion[] = {'%', format[0], letters == 2 ? format[1] : 0, 0}, piece[128];
        mdl_check_length(L, luaL_bufflen(&text), "os.date");
        luaL_addlstring(&text, piece, strftime(piece, sizeof piece, conversion, &parts));
        format += letters;
    }
    luaL_pushresult(&text);
    return 1;
}

void mdl_open_os(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"clock", os_clock}, {"date", os_date}, {"difftime", os_difftime}, {"time", os_time}, {NULL, NULL},
    };
    luaL_newlib(L, functions);
}
