// CBOR to Lua values. Runs inside Lua's protection: the host's bytes are trusted, but a mistake in them
// must not read past their end.
#include <string.h>

#include "state/mdl_state.h"
#include "values/mdl_values.h"

typedef struct {
    lua_State *L;
    const uint8_t *next, *end;
} reader;

static int malformed(reader *r) { return luaL_error(r->L, "the host sent a malformed value"); }

static uint64_t read_big_endian(reader *r, int width) {
    if (r->end - r->next < width) malformed(r);
    uint64_t value = 0;
    for (int i = 0; i < width; i++) value = value << 8 | *r->next++;
    return value;
}

static uint64_t read_head(reader *r) {
    if (r->next == r->end) malformed(r);
    uint8_t small = *r->next++ & 31;
    if (small < 24) return small;
    if (small > 27) malformed(r);
    return read_big_endian(r, 1 << (small - 24));
}

static uint64_t read_count(reader *r) {
    uint64_t count = read_head(r);
    if (count > (uint64_t)(r->end - r->next)) malformed(r);
    return count;
}

static void push_value(reader *r, int depth);

static void push_list(reader *r, int depth) {
    uint64_t count = read_count(r);
    lua_createtable(r->L, (int)(count < 4096 ? count : 4096), 0);
    for (uint64_t i = 1; i <= count; i++) {
        push_value(r, depth + 1);
        lua_rawseti(r->L, -2, (lua_Integer)i);
    }
}

static void push_map(reader *r, int depth) {
    uint64_t count = read_count(r);
    lua_createtable(r->L, 0, (int)(count < 4096 ? count : 4096));
    for (uint64_t i = 0; i < count; i++) {
        push_value(r, depth + 1);
        if (!lua_isstring(r->L, -1)) malformed(r);
        push_value(r, depth + 1);
        lua_rawset(r->L, -3);
    }
}

static void push_handle(reader *r, int depth) {
    if (read_head(r) != 27 || r->next == r->end || *r->next++ != 0x82) malformed(r);
    push_value(r, depth + 1);
    push_value(r, depth + 1);
    if (!lua_isstring(r->L, -2) || !lua_istable(r->L, -1)) malformed(r);
    mdl_new_handle(r->L);
}

static void push_simple(reader *r) {
    switch (*r->next++) {
    case 0xf4: lua_pushboolean(r->L, 0); return;
    case 0xf5: lua_pushboolean(r->L, 1); return;
    case 0xf6: lua_pushnil(r->L); return;
    case 0xfb: {
        uint64_t bits = read_big_endian(r, 8);
        double value;
        memcpy(&value, &bits, sizeof value);
        lua_pushnumber(r->L, value);
        return;
    }
    default: malformed(r);
    }
}

static void push_value(reader *r, int depth) {
    if (depth > mdl_of(r->L)->limits.depth + 2 || r->next == r->end) malformed(r);
    luaL_checkstack(r->L, 8, "a value from the host");
    switch (*r->next >> 5) {
    case 0: lua_pushinteger(r->L, (lua_Integer)read_head(r)); return;
    case 1: lua_pushinteger(r->L, (lua_Integer)~read_head(r)); return;
    case 2:
    case 3: {
        uint64_t count = read_count(r);
        lua_pushlstring(r->L, (const char *)r->next, count);
        r->next += count;
        return;
    }
    case 4: push_list(r, depth); return;
    case 5: push_map(r, depth); return;
    case 6: push_handle(r, depth); return;
    default: push_simple(r); return;
    }
}

void mdl_decode(lua_State *L, mdl_span bytes) {
    reader r = {L, bytes.bytes, bytes.bytes + bytes.count};
    push_value(&r, 0);
    if (r.next != r.end) malformed(&r);
}
