// string.find, match, gmatch and gsub over the matcher of mdl_pattern.c.
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>

#include "libraries/mdl_libraries.h"
#include "libraries/mdl_pattern.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"

static mdl_matcher start_matcher(lua_State *L, const char *text, size_t length, const char *pattern, size_t count) {
    return (mdl_matcher){.L = L, .text = text, .text_end = text + length, .pattern_end = pattern + count};
}

// Where a search begins, from 0; beyond the text for a start that is.
static size_t start_offset(lua_Integer position, size_t length) {
    if (position > 0) return (size_t)position - 1;
    if (position == 0 || position < -(lua_Integer)length) return 0;
    return length - (size_t)-position;
}

static bool has_specials(const char *pattern, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (pattern[i] != 0 && strchr("^$*+?.([%-", pattern[i]) != NULL) return true;
    return false;
}

static int find_plain(lua_State *L, const char *text, size_t length, size_t offset, const char *part, size_t count) {
    const char *found = memmem(text + offset, length - offset, part, count);
    mdl_spend(mdl_of(L), L, (int64_t)((length - offset) / 64));
    if (found == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, found - text + 1);
    lua_pushinteger(L, found - text + (lua_Integer)count);
    return 2;
}

static int search(lua_State *L, bool is_find) {
    size_t length, count;
    const char *text = luaL_checklstring(L, 1, &length), *pattern = luaL_checklstring(L, 2, &count);
    size_t offset = start_offset(luaL_optinteger(L, 3, 1), length);
    if (offset > length) {
        lua_pushnil(L);
        return 1;
    }
    if (is_find && (lua_toboolean(L, 4) || !has_specials(pattern, count))) {
        return find_plain(L, text, length, offset, pattern, count);
    }
    mdl_matcher m = start_matcher(L, text, length, pattern, count);
    bool is_anchored = count > 0 && *pattern == '^';
    for (const char *s = text + offset; s <= m.text_end; s++) {
        m.level = 0;
        const char *end = mdl_match(&m, s, pattern + is_anchored);
        if (end != NULL) {
            if (!is_find) return mdl_push_captures(&m, s, end);
            lua_pushinteger(L, s - text + 1);
            lua_pushinteger(L, end - text);
            return 2 + mdl_push_captures(&m, NULL, NULL);
        }
        if (is_anchored) break;
    }
    lua_pushnil(L);
    return 1;
}

static int find(lua_State *L) { return search(L, true); }
static int match(lua_State *L) { return search(L, false); }

// Upvalues: the text, the pattern, the offset to go on at, and the end of the last match or -1.
static int match_next(lua_State *L) {
    size_t length, count;
    const char *text = lua_tolstring(L, lua_upvalueindex(1), &length);
    const char *pattern = lua_tolstring(L, lua_upvalueindex(2), &count);
    size_t offset = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    if (offset > length) return 0;
    mdl_matcher m = start_matcher(L, text, length, pattern, count);
    for (const char *s = text + offset; s <= m.text_end; s++) {
        m.level = 0;
        const char *end = mdl_match(&m, s, pattern);
        if (end == NULL || end - text == last) continue;
        lua_pushinteger(L, end - text);
        lua_pushvalue(L, -1);
        lua_replace(L, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return mdl_push_captures(&m, s, end);
    }
    lua_pushinteger(L, (lua_Integer)length + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
}

static int gmatch(lua_State *L) {
    size_t length;
    luaL_checklstring(L, 1, &length);
    luaL_checkstring(L, 2);
    size_t offset = start_offset(luaL_optinteger(L, 3, 1), length);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)offset);
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, match_next, 4);
    return 1;
}

static void add_template(mdl_matcher *m, luaL_Buffer *result, const char *start, const char *end) {
    size_t length;
    const char *template = lua_tolstring(m->L, 3, &length), *template_end = template + length;
    for (const char *p = template; p < template_end; p++) {
        if (*p != '%') {
            luaL_addchar(result, *p);
            continue;
        }
        p++;
        if (p < template_end && *p == '%') {
            luaL_addchar(result, '%');
        } else if (p < template_end && *p == '0') {
            luaL_addlstring(result, start, (size_t)(end - start));
        } else if (p < template_end && isdigit((uint8_t)*p)) {
            mdl_push_capture(m, *p - '1', start, end);
            lua_tolstring(m->L, -1, NULL);
            luaL_addvalue(result);
        } else {
            luaL_error(m->L, "invalid use of '%%' in replacement string");
        }
    }
}

// False where the match stays as it is.
static bool add_replacement(mdl_matcher *m, luaL_Buffer *result, const char *start, const char *end) {
    lua_State *L = m->L;
    switch (lua_type(L, 3)) {
    case LUA_TFUNCTION:
        lua_pushvalue(L, 3);
        lua_call(L, mdl_push_captures(m, start, end), 1);
        break;
    case LUA_TTABLE:
        mdl_push_capture(m, 0, start, end);
        lua_gettable(L, 3);
        break;
    default: add_template(m, result, start, end); return true;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(result, start, (size_t)(end - start));
        return false;
    }
    if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    lua_tolstring(L, -1, NULL);
    luaL_addvalue(result);
    return true;
}

static int gsub(lua_State *L) {
    size_t length, count;
    const char *text = luaL_checklstring(L, 1, &length), *pattern = luaL_checklstring(L, 2, &count);
    int type = lua_type(L, 3);
    luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                     "string/function/table");
    lua_Integer maximum = luaL_optinteger(L, 4, (lua_Integer)length + 1), replaced = 0;
    bool is_anchored = count > 0 && *pattern == '^';
    mdl_matcher m = start_matcher(L, text, length, pattern, count);
    const char *s = text, *last = NULL;
    bool has_changed = false;
    luaL_Buffer result;
    lua_settop(L, 4);
    // A number as the replacement becomes its text before the buffer is on the stack.
    if (type == LUA_TNUMBER) lua_tolstring(L, 3, NULL);
    luaL_buffinit(L, &result);
    while (replaced < maximum) {
        m.level = 0;
        const char *end = mdl_match(&m, s, pattern + is_anchored);
        if (end != NULL && end != last) {
            replaced++;
            has_changed |= add_replacement(&m, &result, s, end);
            s = last = end;
        } else if (s < m.text_end) {
            luaL_addchar(&result, *s++);
        } else {
            break;
        }
        mdl_check_length(L, luaL_bufflen(&result), "string.gsub");
        if (is_anchored) break;
    }
    if (has_changed) {
        luaL_addlstring(&result, s, (size_t)(m.text_end - s));
        luaL_pushresult(&result);
    } else {
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, replaced);
    return 2;
}

void mdl_add_search(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"find", find}, {"match", match}, {"gmatch", gmatch}, {"gsub", gsub}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
