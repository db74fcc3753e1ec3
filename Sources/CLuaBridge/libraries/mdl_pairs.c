// pairs: an iterator over the keys that a table has when the loop begins, in order. Those that are cleared on the way
// are left out.
#include "keys/mdl_order.h"
#include "libraries/mdl_libraries.h"
#include "objects/mdl_objects.h"
#include "state/mdl_object.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

/// The upvalues of an iterator; the keys that are kept are the last, or in a table that is.
enum { TABLE = 1, KEYS, KEPT };

static void push_kept(lua_State *L, const mdl_keys *keys, uint64_t number) {
    if (keys->is_in_table) lua_rawgeti(L, lua_upvalueindex(KEPT), (lua_Integer)number + 1);
    else lua_pushvalue(L, lua_upvalueindex(KEPT + (int)number));
}

static int visit(lua_State *L) {
    mdl_keys *keys = lua_touserdata(L, lua_upvalueindex(KEYS));
    while (true) {
        lua_Integer place = keys->position - keys->sequence;
        if (place >= keys->count) return 0;
        keys->position++;
        if (place < 0) lua_pushinteger(L, keys->position);
        else if (mdl_are_kept(keys)[place]) push_kept(L, keys, keys->values[place]);
        else lua_pushinteger(L, (lua_Integer)keys->values[place]);
        lua_pushvalue(L, -1);
        int type = lua_rawget(L, lua_upvalueindex(TABLE));
        if (keys->is_view) mdl_hand_out(L);
        if (type != LUA_TNIL) return 2;
        lua_pop(L, 2);
    }
}

// Notes that keys of the table are handed out, and that a walk over it begins.
static void begin_walk(lua_State *L, int table) {
    mdl_header *header = mdl_header_at(lua_topointer(L, table));
    *header |= MDL_IS_VISITED;
    if (!(*header & MDL_HAS_INDEX)) return;
    mdl_registry(L, &mdl_indexes_key);
    lua_pushvalue(L, table);
    if (lua_rawget(L, -2) == LUA_TUSERDATA) ((mdl_keys *)lua_touserdata(L, -1))->may_be_old = true;
    lua_pop(L, 2);
}

static int pairs_resumed(lua_State *L, int status, lua_KContext context) {
    (void)L;
    (void)status;
    (void)context;
    return 3;
}

int mdl_pairs(lua_State *L) {
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_callk(L, 1, 3, 0, pairs_resumed);
        return 3;
    }
    lua_settop(L, 1);
    if (!lua_istable(L, 1)) {
        // The loop then says that this is no table.
        lua_pushcfunction(L, mdl_next);
        lua_insert(L, 1);
        lua_pushnil(L);
        return 3;
    }
    lua_pushvalue(L, 1);
    bool is_view = mdl_push_viewed(L, 1);
    if (is_view) lua_replace(L, 2);
    begin_walk(L, 2);
    lua_pushnil(L);
    mdl_order_keys(L, 2);
    int kept = lua_gettop(L) - 3;
    mdl_keys *keys = mdl_push_keys(L, 0);
    keys->is_view = is_view;
    lua_replace(L, 3);
    lua_pushcclosure(L, visit, 2 + kept);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}
