// The order in which pairs and next visit a table: numbers, then strings by their bytes, then booleans, then functions
// and objects in the order in which they were made. Lua's own order depends on addresses and would differ when a run is
// replayed.
#ifndef MDL_ORDER_H
#define MDL_ORDER_H

#include <string.h>

#include "state/mdl_state.h"

enum {
    /// This many keys are kept on Lua's stack while they are put in order, more of them in a table.
    MDL_KEYS_ON_STACK = 128,
};

/// What kind of key it is. Integers and floats are compared with each other.
enum mdl_rank { MDL_INTEGER, MDL_FLOAT, MDL_STRING, MDL_BOOLEAN, MDL_FUNCTION, MDL_OBJECT, MDL_RANKS };

static inline int mdl_segment_of(const mdl_place *place) { return place->rank <= MDL_FLOAT ? MDL_INTEGER : place->rank; }

/// Bits that compare as the numbers do.
static inline uint64_t mdl_comparable(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

/// Describes the key at `index`; a string's text goes to `text`.
mdl_place mdl_describe_key(lua_State *L, int index, mdl_text *text);
bool mdl_is_text_before(const mdl_text *a, const mdl_text *b);
bool mdl_is_place_before(const mdl_place *a, const mdl_text *a_text, const mdl_place *b, const mdl_text *b_text);
/// Whether the key at `a` comes before the one at `b`.
bool mdl_is_key_before(lua_State *L, int a, int b);

/// The keys of a table in order, for somebody who walks over them: 1, 2, 3 … up to `sequence`, then `count` others.
typedef struct {
    lua_Integer sequence, count;
    /// Where the walk is.
    lua_Integer position;
    /// Of an index: what is before `first` is gone; the key that was handed out last as the first one; and the one that comes
    /// first whatever its order. -1 for none.
    lua_Integer first, handed, pinned;
    /// Of an index: whether keys may have been added since, and whether all others come after some.
    bool may_be_old, has_leaders;
    bool is_in_table, is_view;
    /// The integers, and for other keys the number under which they are kept.
    uint64_t values[];
} mdl_keys;

/// Which of the others are kept elsewhere.
static inline uint8_t *mdl_are_kept(mdl_keys *keys) { return (uint8_t *)(keys->values + keys->count); }

/// Collects the keys of the table at `table` and puts them in order. Those that are no integers stay on the stack, up to
/// 128 of them, or in a table there.
void mdl_order_keys(lua_State *L, int table);
/// Pushes them as userdata with so many user values.
mdl_keys *mdl_push_keys(lua_State *L, int values);
/// Pushes the table of those that are no integers.
void mdl_push_kept(lua_State *L);
/// Pushes a list of them but for the sequence.
void mdl_push_ordered_list(lua_State *L);
/// Frees what putting keys in order has taken.
void mdl_release_order(mdl_vm *vm);

#endif
