// Names nobody defined, and which one was meant.
#include <string.h>

#include "mdl_internal.h"

// The edits that make one name of the other, at most `most` (counted row by row, names up to 63 bytes).
static int distance(const char *a, const char *b, int most) {
    size_t n = strlen(a), m = strlen(b);
    uint8_t row[64];
    if (n > 63 || m > 63) return most + 1;
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

// The __index of the shared globals: raises.
int mdl_unknown_global(lua_State *L) {
    char best[64] = "";
    if (lua_type(L, 2) != LUA_TSTRING) return 0;
    const char *name = lua_tostring(L, 2);
    int least = (int)strlen(name) / 3 + 1;
    lua_Debug caller;
    consider_names(L, 1, name, best, &least);
    if (lua_getstack(L, 1, &caller) && lua_getinfo(L, "f", &caller)) {
        const char *upvalue;
        for (int i = 1; (upvalue = lua_getupvalue(L, 3, i)) != NULL; i++) {
            bool is_environment = strcmp(upvalue, "_ENV") == 0 && lua_istable(L, -1);
            if (is_environment) consider_names(L, lua_gettop(L), name, best, &least);
            lua_pop(L, 1);
        }
    }
    if (best[0] == 0) return luaL_error(L, "unknown global '%s'", name);
    return luaL_error(L, "unknown global '%s', did you mean '%s'?", name, best);
}
