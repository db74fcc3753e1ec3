// Names nobody defined, and which one was meant; names that the sandbox withholds, and why.
#include <string.h>

#include "modules/mdl_modules.h"
#include "state/mdl_state.h"

// The edits that make one name of the other, at most `maximum` (counted row by row, names up to 63 bytes).
static int distance(const char *a, const char *b, int maximum) {
    size_t n = strlen(a), m = strlen(b);
    uint8_t row[64];
    if (n > 63 || m > 63) return maximum + 1;
    for (size_t j = 0; j <= m; j++) row[j] = (uint8_t)j;
    for (size_t i = 1; i <= n; i++) {
        uint8_t diagonal = row[0];
        row[0] = (uint8_t)i;
        for (size_t j = 1; j <= m; j++) {
            uint8_t substituted = (uint8_t)(diagonal + (a[i - 1] != b[j - 1]));
            uint8_t other = (uint8_t)((row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1);
            diagonal = row[j];
            row[j] = substituted < other ? substituted : other;
        }
    }
    return row[m];
}

static void consider_names(lua_State *L, int table, const char *name, char *best, int *least) {
    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) continue;
        const char *candidate = lua_tostring(L, -1);
        int edits = distance(name, candidate, *least);
        bool is_better = edits < *least || (edits == *least && best[0] != 0 && strcmp(candidate, best) < 0);
        if (!is_better || strlen(candidate) > 63) continue;
        strcpy(best, candidate);
        *least = edits;
    }
}

// Pushes the names that the chunk of the innermost Lua function sets, or nil.
static bool push_assigned(lua_State *L) {
    lua_Debug frame;
    for (int level = 1; lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "S", &frame);
        if (frame.what[0] == 'C') continue;
        mdl_registry(L, &mdl_assigned_key);
        lua_pushstring(L, frame.source);
        lua_rawget(L, -2);
        lua_remove(L, -2);
        return lua_istable(L, -1);
    }
    lua_pushnil(L);
    return false;
}

bool mdl_push_reason(lua_State *L, const char *name) {
    mdl_registry(L, &mdl_withheld_key);
    bool is_withheld = lua_getfield(L, -1, name) == LUA_TSTRING;
    lua_remove(L, -2);
    if (!is_withheld) lua_pop(L, 1);
    return is_withheld;
}

int mdl_unknown_global(lua_State *L) {
    char best[64] = "";
    if (lua_type(L, 2) != LUA_TSTRING) return 0;
    const char *name = lua_tostring(L, 2);
    bool has_assigned = push_assigned(L);
    int assigned = lua_gettop(L);
    if (has_assigned) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, assigned) != LUA_TNIL) return 0;
        lua_pop(L, 1);
    }
    if (mdl_push_reason(L, name)) return luaL_error(L, "unknown global '%s': %s", name, lua_tostring(L, -1));
    int least = (int)strlen(name) / 3 + 1;
    consider_names(L, 1, name, best, &least);
    if (has_assigned) consider_names(L, assigned, name, best, &least);
    if (best[0] == 0) return luaL_error(L, "unknown global '%s'", name);
    return luaL_error(L, "unknown global '%s', did you mean '%s'?", name, best);
}

int mdl_unknown_function(lua_State *L) {
    if (lua_type(L, 2) != LUA_TSTRING) return 0;
    const char *library = lua_tostring(L, lua_upvalueindex(1));
    const char *name = lua_pushfstring(L, "%s.%s", library, lua_tostring(L, 2));
    if (!mdl_push_reason(L, name)) return 0;
    return luaL_error(L, "recipes have no %s: %s", name, lua_tostring(L, -1));
}

typedef struct {
    mdl_span name, reason;
} withholding;

static int withhold(lua_State *L) {
    withholding *w = lua_touserdata(L, 1);
    mdl_registry(L, &mdl_withheld_key);
    lua_pushlstring(L, (const char *)w->name.bytes, w->name.count);
    lua_pushlstring(L, (const char *)w->reason.bytes, w->reason.count);
    lua_rawset(L, -3);
    return 0;
}

void mdl_vm_withhold(mdl_vm *vm, mdl_span name, mdl_span reason) {
    withholding w = {name, reason};
    mdl_protect(vm, withhold, &w);
    lua_settop(vm->main, 0);
}
