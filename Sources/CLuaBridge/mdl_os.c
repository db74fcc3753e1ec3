// The part of the os library that needs no operating system: time, in UTC, as the host gave it at the run's start.
#define _DEFAULT_SOURCE
#include <string.h>
#include <time.h>

#include "mdl_internal.h"

static int integer_field(lua_State *L, const char *key, int fallback) {
    int is_number;
    lua_getfield(L, 1, key);
    lua_Integer value = lua_tointegerx(L, -1, &is_number);
    if (!is_number && !lua_isnil(L, -1)) return luaL_error(L, "field '%s' is not an integer", key);
    if (!is_number && fallback < 0) return luaL_error(L, "field '%s' missing in date table", key);
    if (is_number && (value < -100000 || value > 100000)) return luaL_error(L, "field '%s' is out of range", key);
    lua_pop(L, 1);
    return is_number ? (int)value : fallback;
}

static int os_time(lua_State *L) {
    if (lua_isnoneornil(L, 1)) {
        lua_pushinteger(L, mdl_of(L)->time);
        return 1;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    struct tm parts = {
        .tm_year = integer_field(L, "year", -1) - 1900,
        .tm_mon = integer_field(L, "month", -1) - 1,
        .tm_mday = integer_field(L, "day", -1),
        .tm_hour = integer_field(L, "hour", 12),
        .tm_min = integer_field(L, "min", 0),
        .tm_sec = integer_field(L, "sec", 0),
    };
    lua_pushinteger(L, timegm(&parts));
    return 1;
}

// Instructions stand for time: the same in every replay.
static int os_clock(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_pushnumber(L, (double)(vm->limits.instructions - vm->instructions_left) / 1e8);
    return 1;
}

static void set_field(lua_State *L, const char *key, int value) {
    lua_pushinteger(L, value);
    lua_setfield(L, -2, key);
}

static int date_table(lua_State *L, const struct tm *parts) {
    lua_createtable(L, 0, 9);
    set_field(L, "year", parts->tm_year + 1900);
    set_field(L, "month", parts->tm_mon + 1);
    set_field(L, "day", parts->tm_mday);
    set_field(L, "hour", parts->tm_hour);
    set_field(L, "min", parts->tm_min);
    set_field(L, "sec", parts->tm_sec);
    set_field(L, "yday", parts->tm_yday + 1);
    set_field(L, "wday", parts->tm_wday + 1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "isdst");
    return 1;
}

static int os_date(lua_State *L) {
    const char *format = luaL_optstring(L, 1, "%c");
    time_t seconds = (time_t)luaL_optinteger(L, 2, mdl_of(L)->time);
    struct tm parts;
    luaL_Buffer text;
    if (gmtime_r(&seconds, &parts) == NULL) return luaL_error(L, "date result cannot be represented");
    if (*format == '!') format++;
    if (strcmp(format, "*t") == 0) return date_table(L, &parts);
    luaL_buffinit(L, &text);
    for (; *format != 0; format++) {
        if (*format != '%') {
            luaL_addchar(&text, *format);
            continue;
        }
        format++;
        if (*format == 0 || strchr("aAbBcdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%", *format) == NULL) {
            return luaL_error(L, "os.date: unknown conversion '%%%c'", *format ? *format : ' ');
        }
        char conversion[] = {'%', *format, 0};
        char piece[128];
        mdl_check_length(L, luaL_bufflen(&text), "os.date");
        luaL_addlstring(&text, piece, strftime(piece, sizeof piece, conversion, &parts));
    }
    luaL_pushresult(&text);
    return 1;
}

void mdl_open_os(lua_State *L) {
    static const luaL_Reg functions[] = {{"clock", os_clock}, {"date", os_date}, {"time", os_time}, {NULL, NULL}};
    luaL_newlib(L, functions);
}
