// next: one step over a table's keys. A table that is walked this way has an index, which keeps its keys in their order
// for as long as the table lives, so that a step need not look at all of them.
//
// The index is made anew where a walk goes on from its first key. Only the question for the first key does not do that:
// whoever asks whether a large table is empty asks often. It gives the first key of the index that is still there. When
// smaller keys turn out to have been added before, a walk that is at such a first key visits all others after it.
#include "keys/mdl_order.h"
#include "libraries/mdl_libraries.h"
#include "objects/mdl_objects.h"
#include "state/mdl_limits.h"
#include "state/mdl_object.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

/// How large a table must be to get an index for the question whether it is empty.
enum { SMALL = 16 };

/// What is on the stack.
enum { TABLE = 1, KEY, INDEX, KEPT, OLD_INDEX, OLD_KEPT };

/// The user values of an index: the keys that are kept, the first keys after which all others come, and those that were
/// handed out since it was made; sets, or nil.
enum { KEPT_VALUES = 1, LEADERS, FIRSTS };

static mdl_keys *index_of(lua_State *L) { return lua_touserdata(L, INDEX); }

static lua_Integer size_of(const mdl_keys *keys) { return keys->sequence + keys->count; }

static void push_from(lua_State *L, mdl_keys *keys, int kept, lua_Integer position) {
    lua_Integer place = position - keys->sequence;
    if (place < 0) lua_pushinteger(L, position + 1);
    else if (mdl_are_kept(keys)[place]) lua_rawgeti(L, kept, (lua_Integer)keys->values[place] + 1);
    else lua_pushinteger(L, (lua_Integer)keys->values[place]);
}

// Pushes the key at a position, from 0.
static void push_key(lua_State *L, mdl_keys *keys, lua_Integer position) { push_from(L, keys, KEPT, position); }

// Puts the table's index in its slots; false where it has none.
static bool find_index(lua_State *L) {
    if (!(*mdl_header_at(lua_topointer(L, TABLE)) & MDL_HAS_INDEX)) return false;
    mdl_registry(L, &mdl_indexes_key);
    lua_pushvalue(L, TABLE);
    if (lua_rawget(L, -2) == LUA_TUSERDATA) {
        lua_getiuservalue(L, -1, KEPT_VALUES);
        lua_replace(L, KEPT);
        lua_replace(L, INDEX);
    }
    lua_settop(L, KEPT);
    return lua_isuserdata(L, INDEX);
}

// The position after the key at `key`; `is_found` says whether the index has it.
static lua_Integer search(lua_State *L, mdl_keys *keys, int kept, int key, bool *is_found) {
    lua_Integer low = 0, high = size_of(keys);
    *is_found = false;
    while (low < high) {
        lua_Integer middle = low + (high - low) / 2;
        push_from(L, keys, kept, middle);
        bool is_after = mdl_is_key_before(L, key, -1);
        *is_found |= !is_after && lua_rawequal(L, key, -1);
        lua_pop(L, 1);
        if (is_after) high = middle;
        else low = middle + 1;
    }
    return low;
}

// Whether keys were added since the old index was made that come before the first one it handed out last.
static bool has_new_first(lua_State *L, mdl_keys *keys, mdl_keys *old) {
    bool is_old;
    if (size_of(keys) == 0 || old->handed < 0) return false;
    push_key(L, keys, 0);
    push_from(L, old, OLD_KEPT, old->handed);
    bool is_before = mdl_is_key_before(L, -2, -1);
    lua_pop(L, 1);
    lua_Integer position = search(L, old, OLD_KEPT, lua_gettop(L), &is_old) - 1;
    lua_pop(L, 1);
    return is_before && (!is_old || position < old->first);
}

static bool is_there(lua_State *L, int key) {
    lua_pushvalue(L, key);
    bool result = lua_rawget(L, TABLE) != LUA_TNIL;
    lua_pop(L, 1);
    return result;
}

// Takes the set of leaders on top of the stack over into the new index. Of those that are there one can come first in the
// order: at `first`, an index of the stack. The others were cleared and came again, so that they lead no longer.
static void take_leaders(lua_State *L, mdl_keys *keys, int first) {
    bool is_found;
    int leaders = lua_gettop(L);
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, leaders)) {
        bool is_first = lua_rawequal(L, -2, first);
        if (is_first && is_there(L, first)) keys->pinned = search(L, keys, KEPT, first, &is_found) - 1;
        if (!is_first && is_there(L, lua_absindex(L, -2))) {
            lua_pop(L, 1);
            continue;
        }
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, leaders + 1);
    }
    lua_setiuservalue(L, INDEX, LEADERS);
    keys->has_leaders = true;
}

static void keep_order(lua_State *L, mdl_keys *keys) {
    mdl_keys *old = lua_touserdata(L, OLD_INDEX);
    if (old == NULL) return;
    if (has_new_first(L, keys, old)) {
        push_from(L, old, OLD_KEPT, old->handed);
        lua_getiuservalue(L, OLD_INDEX, FIRSTS);
        take_leaders(L, keys, lua_gettop(L) - 1);
    } else if (old->has_leaders) {
        if (old->pinned >= 0) push_from(L, old, OLD_KEPT, old->pinned);
        else lua_pushnil(L);
        lua_getiuservalue(L, OLD_INDEX, LEADERS);
        take_leaders(L, keys, OLD_KEPT + 1);
    }
}

// Makes the index of the keys that the table has now.
static mdl_keys *renew(lua_State *L) {
    lua_settop(L, KEPT);
    lua_pushvalue(L, INDEX);
    lua_pushvalue(L, KEPT);
    mdl_order_keys(L, TABLE);
    mdl_push_kept(L);
    mdl_keys *keys = mdl_push_keys(L, FIRSTS);
    lua_pushvalue(L, -2);
    lua_setiuservalue(L, -2, KEPT_VALUES);
    mdl_registry(L, &mdl_indexes_key);
    lua_pushvalue(L, TABLE);
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    lua_replace(L, INDEX);
    lua_replace(L, KEPT);
    lua_settop(L, OLD_KEPT);
    *mdl_header_at(lua_topointer(L, TABLE)) |= MDL_HAS_INDEX;
    keep_order(L, keys);
    lua_settop(L, KEPT);
    return keys;
}

static bool is_at(lua_State *L, mdl_keys *keys, lua_Integer position) {
    if (position < 0 || position >= size_of(keys)) return false;
    push_key(L, keys, position);
    bool is_equal = lua_rawequal(L, -1, KEY);
    lua_pop(L, 1);
    return is_equal;
}

// Pushes the first key from a position on that the table has, and its value; false at the end.
static bool push_present(lua_State *L, mdl_keys *keys, lua_Integer start) {
    lua_Integer position = start;
    for (; position < size_of(keys); position++) {
        if (position == keys->pinned) continue;
        push_key(L, keys, position);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, TABLE) != LUA_TNIL) break;
        lua_pop(L, 2);
    }
    mdl_spend(mdl_of(L), L, position - start);
    keys->position = position;
    return position < size_of(keys);
}

static bool push_pinned(lua_State *L, mdl_keys *keys) {
    if (keys->pinned < 0) return false;
    push_key(L, keys, keys->pinned);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, TABLE) == LUA_TNIL) {
        lua_pop(L, 2);
        return false;
    }
    keys->position = keys->pinned;
    return true;
}

// Pushes the first key of a small table, or nil; false where it is large.
static bool push_first_of_few(lua_State *L) {
    int count = 0;
    lua_pushnil(L);
    while (lua_next(L, TABLE)) {
        lua_pop(L, 1);
        if (++count > SMALL) return false;
        if (count == 1 || mdl_is_key_before(L, -1, INDEX)) lua_copy(L, -1, INDEX);
    }
    mdl_spend(mdl_of(L), L, count);
    lua_pushvalue(L, INDEX);
    return true;
}

// Notes that the key below its value on top of the stack was handed out as the first.
static void note_first(lua_State *L, mdl_keys *keys) {
    keys->may_be_old = true;
    if (keys->handed == keys->position) return;
    keys->handed = keys->position;
    if (keys->position != keys->pinned) keys->first = keys->position;
    if (lua_getiuservalue(L, INDEX, FIRSTS) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_setiuservalue(L, INDEX, FIRSTS);
    }
    lua_pushvalue(L, -3);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

static bool push_first(lua_State *L) {
    if (!find_index(L)) {
        if (push_first_of_few(L)) return !lua_isnil(L, -1) && (lua_pushvalue(L, -1), lua_rawget(L, TABLE));
        lua_settop(L, KEY);
        renew(L);
    }
    mdl_keys *keys = index_of(L);
    // What is gone from the beginning is not looked at again, unless nothing else is left.
    if (!push_pinned(L, keys) && !push_present(L, keys, keys->first)) {
        keys = renew(L);
        if (!push_pinned(L, keys) && !push_present(L, keys, 0)) return false;
    }
    note_first(L, keys);
    return true;
}

static bool is_leader(lua_State *L) {
    lua_getiuservalue(L, INDEX, LEADERS);
    lua_pushvalue(L, KEY);
    bool result = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    return result;
}

// Where to go on after the key at KEY, which the index may not have.
static lua_Integer position_after(lua_State *L, mdl_keys *keys, bool *is_found) {
    *is_found = true;
    if (keys->has_leaders && is_leader(L)) return 0;
    if (is_at(L, keys, keys->position)) return keys->position + 1;
    return search(L, keys, KEPT, KEY, is_found);
}

// Whether the table has more keys than are left of those in the index.
static bool has_grown(lua_State *L, mdl_keys *keys) {
    lua_Integer there = 0, known = 0;
    lua_pushnil(L);
    for (; lua_next(L, TABLE); there++) lua_pop(L, 1);
    for (lua_Integer i = 0; i < size_of(keys); i++) {
        push_key(L, keys, i);
        known += lua_rawget(L, TABLE) != LUA_TNIL;
        lua_pop(L, 1);
    }
    mdl_spend(mdl_of(L), L, there + size_of(keys));
    return there > known;
}

// The index with which a walk goes on at KEY, as new as it must be.
static mdl_keys *index_for_step(lua_State *L) {
    return find_index(L) && !index_of(L)->may_be_old ? index_of(L) : renew(L);
}

static bool push_following(lua_State *L) {
    bool is_found;
    mdl_keys *keys = index_for_step(L);
    // A leader that was cleared is followed by the one that is there, and that by the others.
    if (keys->has_leaders && is_leader(L) && !is_at(L, keys, keys->pinned) && push_pinned(L, keys)) return true;
    lua_Integer position = position_after(L, keys, &is_found);
    if (!is_found && is_there(L, KEY)) {
        keys = renew(L);
        position = position_after(L, keys, &is_found);
    } else if (!is_found && !(*mdl_header_at(lua_topointer(L, TABLE)) & MDL_IS_VISITED)) {
        luaL_error(L, "invalid key to 'next'");
    }
    if (push_present(L, keys, position)) return true;
    if (!has_grown(L, keys)) return false;
    keys = renew(L);
    return push_present(L, keys, position_after(L, keys, &is_found));
}

int mdl_next(lua_State *L) {
    luaL_checktype(L, TABLE, LUA_TTABLE);
    lua_settop(L, KEY);
    bool is_view = mdl_push_viewed(L, TABLE);
    if (is_view) lua_replace(L, TABLE);
    lua_settop(L, KEPT);
    bool is_found = lua_isnil(L, KEY) ? push_first(L) : push_following(L);
    if (!is_found) {
        lua_pushnil(L);
        return 1;
    }
    *mdl_header_at(lua_topointer(L, TABLE)) |= MDL_IS_VISITED;
    if (is_view) mdl_hand_out(L);
    return 2;
}
