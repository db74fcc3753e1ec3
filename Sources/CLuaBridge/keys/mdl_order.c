#include <endian.h>
#include <string.h>

#include "keys/mdl_order.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"

static const mdl_text *text_of(const mdl_order *order, const mdl_place *place) { return &order->texts[place->value]; }

// Of two places in one segment.
static inline bool comes_before(const mdl_order *order, const mdl_place *a, const mdl_place *b) {
    if (a->order != b->order) return a->order < b->order;
    if (a->rank != MDL_STRING) return mdl_is_place_before(a, NULL, b, NULL);
    return mdl_is_text_before(text_of(order, a), text_of(order, b));
}

static void sort_by_insertion(const mdl_order *order, mdl_place *places, size_t count) {
    for (size_t i = 1; i < count; i++) {
        mdl_place place = places[i];
        size_t j = i;
        for (; j > 0 && comes_before(order, &place, &places[j - 1]); j--) places[j] = places[j - 1];
        places[j] = place;
    }
}

static void sift_down(const mdl_order *order, mdl_place *places, size_t root, size_t count) {
    mdl_place place = places[root];
    for (size_t child; (child = root * 2 + 1) < count; root = child) {
        if (child + 1 < count && comes_before(order, &places[child], &places[child + 1])) child++;
        if (!comes_before(order, &place, &places[child])) break;
        places[root] = places[child];
    }
    places[root] = place;
}

static void sort_in_heap(const mdl_order *order, mdl_place *places, size_t count) {
    for (size_t root = count / 2; root-- > 0;) sift_down(order, places, root, count);
    for (size_t end = count; end-- > 1;) {
        mdl_place first = places[0];
        places[0] = places[end];
        places[end] = first;
        sift_down(order, places, 0, end);
    }
}

enum { FEW = 32 };

static void sort_by_comparison(const mdl_order *order, mdl_place *places, size_t count) {
    if (count <= FEW) sort_by_insertion(order, places, count);
    else sort_in_heap(order, places, count);
}

// One pass over the byte that is `shift` bits up.
static void sort_by_byte(const mdl_place *places, mdl_place *sorted, size_t count, int shift) {
    uint32_t counts[256] = {0}, start = 0;
    for (size_t i = 0; i < count; i++) counts[places[i].order >> shift & 0xff]++;
    for (int value = 0; value < 256; value++) {
        uint32_t size = counts[value];
        counts[value] = start;
        start += size;
    }
    for (size_t i = 0; i < count; i++) sorted[counts[places[i].order >> shift & 0xff]++] = places[i];
}

// Sorts by `order` alone, byte by byte from the last; returns where the result is.
static mdl_place *sort_by_bytes(mdl_place *places, mdl_place *spare, size_t count) {
    uint64_t differing = 0;
    for (size_t i = 1; i < count; i++) differing |= places[i].order ^ places[0].order;
    for (int shift = 0; shift < 64; shift += 8) {
        if ((differing >> shift & 0xff) == 0) continue;
        sort_by_byte(places, spare, count, shift);
        mdl_place *sorted = spare;
        spare = places;
        places = sorted;
    }
    return places;
}

static void sort_segment(const mdl_order *order, mdl_place *places, mdl_place *spare, size_t count) {
    if (count <= FEW) return sort_by_insertion(order, places, count);
    mdl_place *sorted = sort_by_bytes(places, spare, count);
    if (sorted != places) memcpy(places, sorted, count * sizeof *places);
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && places[end].order == places[start].order; end++) {}
        if (end - start > 1) sort_by_comparison(order, places + start, end - start);
    }
}

// Eight bytes of a text from `start` on, as a number that compares as they do; missing ones are zero. A text shorter than
// that is read from its end: what stands before it in memory is a part of the same string.
static uint64_t prefix_of(const mdl_text *text, size_t start) {
    size_t rest = text->length - start;
    uint64_t bytes;
    if (rest == 0) return 0;
    memcpy(&bytes, rest >= sizeof bytes ? text->text + start : text->text + text->length - sizeof bytes, sizeof bytes);
    return rest >= sizeof bytes ? be64toh(bytes) : be64toh(bytes) << (64 - 8 * rest);
}

// How many bytes all texts begin with.
static size_t shared_length(const mdl_order *order, const mdl_place *places, size_t count) {
    const mdl_text *first = text_of(order, places);
    size_t shared = first->length;
    for (size_t i = 1; i < count && shared > 0; i++) {
        const mdl_text *text = text_of(order, &places[i]);
        size_t length = 0, maximum = text->length < shared ? text->length : shared;
        while (length < maximum && text->text[length] == first->text[length]) length++;
        shared = length;
    }
    return shared;
}

// Lets strings be told apart by eight of their bytes: where they are many, the first ones in which they differ.
static void read_prefixes(const mdl_order *order, mdl_place *places, size_t count) {
    size_t start = count > FEW ? shared_length(order, places, count) : 0;
    for (size_t i = 0; i < count; i++) places[i].order = prefix_of(text_of(order, &places[i]), start);
}

static void sort(mdl_order *order) {
    size_t counts[MDL_RANKS] = {0}, starts[MDL_RANKS], start = 0;
    for (size_t i = 0; i < order->count; i++) counts[mdl_segment_of(&order->places[i])]++;
    for (int segment = 0; segment < MDL_RANKS; segment++) {
        starts[segment] = start;
        start += counts[segment];
    }
    bool is_mixed = order->count > 0 && counts[mdl_segment_of(&order->places[0])] != order->count;
    if (is_mixed) {
        size_t next[MDL_RANKS];
        memcpy(next, starts, sizeof next);
        for (size_t i = 0; i < order->count; i++) {
            order->spare[next[mdl_segment_of(&order->places[i])]++] = order->places[i];
        }
        mdl_place *places = order->places;
        order->places = order->spare;
        order->spare = places;
    }
    for (int segment = 0; segment < MDL_RANKS; segment++) {
        mdl_place *places = order->places + starts[segment];
        if (segment == MDL_STRING && counts[segment] > 0) read_prefixes(order, places, counts[segment]);
        sort_segment(order, places, order->spare, counts[segment]);
    }
}

enum { BYTES_OF_KEY = 2 * sizeof(mdl_place) + sizeof(mdl_text), KEYS_TO_HOLD = 1 << 12 };

// What the keys take while they are put in order counts as memory of the VM.
static bool reserve(mdl_vm *vm, size_t capacity) {
    mdl_order *order = &vm->order, grown = *order;
    grown.places = mdl_allocate(vm, NULL, 0, capacity * BYTES_OF_KEY);
    if (grown.places == NULL) return false;
    grown.spare = grown.places + capacity;
    grown.texts = (mdl_text *)(grown.spare + capacity);
    grown.capacity = capacity;
    if (order->capacity > 0) {
        memcpy(grown.places, order->places, order->count * sizeof *grown.places);
        memcpy(grown.texts, order->texts, order->kept * sizeof *grown.texts);
        mdl_allocate(vm, order->block, order->capacity * BYTES_OF_KEY, 0);
    }
    grown.block = grown.places;
    *order = grown;
    return true;
}

void mdl_release_order(mdl_vm *vm) {
    if (vm->order.capacity > 0) mdl_allocate(vm, vm->order.block, vm->order.capacity * BYTES_OF_KEY, 0);
    vm->order = (mdl_order){0};
}

static void clear(mdl_vm *vm) {
    mdl_order *order = &vm->order;
    if (order->capacity > KEYS_TO_HOLD) mdl_release_order(vm);
    order->count = order->kept = 0;
    order->sequence = 0;
    order->is_in_table = false;
}

// Keeps the key below the value on top of the stack, which it takes, and leaves the key for the next step.
static void keep(lua_State *L, mdl_order *order) {
    if (order->kept == 4) luaL_checkstack(L, MDL_KEYS_ON_STACK + 16, NULL);
    if (order->kept == MDL_KEYS_ON_STACK) {
        lua_pop(L, 1);
        lua_createtable(L, 2 * MDL_KEYS_ON_STACK, 0);
        lua_insert(L, order->base);
        lua_pushnil(L);
        lua_insert(L, order->base + 1);
        lua_copy(L, -1, order->base + 1);
        lua_pop(L, 1);
        for (lua_Integer i = MDL_KEYS_ON_STACK; i > 0; i--) lua_rawseti(L, order->base, i);
        lua_pushnil(L);
        order->is_in_table = true;
    }
    order->kept++;
    lua_copy(L, -2, -1);
    if (order->is_in_table) lua_rawseti(L, order->base, (lua_Integer)order->kept);
}

static void grow(lua_State *L, mdl_order *order) {
    if (!reserve(mdl_of(L), order->capacity ? order->capacity * 2 : 256)) luaL_error(L, "not enough memory");
}

static inline void add(lua_State *L, mdl_order *order, mdl_place place) {
    if (order->count == order->capacity) grow(L, order);
    order->places[order->count++] = place;
}

// Numbers that come before the end of the sequence tear it apart.
static void give_up_sequence(lua_State *L, mdl_order *order) {
    for (lua_Integer i = 1; i <= order->sequence; i++) {
        add(L, order, (mdl_place){.order = mdl_comparable((double)i), .value = (uint64_t)i, .rank = MDL_INTEGER});
    }
    order->sequence = 0;
}

// Takes an integer key; false where it comes before the end of the sequence.
static bool take_integer(lua_State *L, mdl_order *order, lua_Integer key) {
    if (key == order->sequence + 1 && order->count == 0) {
        order->sequence++;
        return true;
    }
    add(L, order, (mdl_place){.order = mdl_comparable((double)key), .value = (uint64_t)key, .rank = MDL_INTEGER});
    return key > order->sequence;
}

void mdl_order_keys(lua_State *L, int table) {
    mdl_vm *vm = mdl_of(L);
    mdl_order *order = &vm->order;
    int64_t price = 0;
    bool is_whole = true;
    table = lua_absindex(L, table);
    clear(vm);
    order->base = lua_gettop(L) + 1;
    lua_pushnil(L);
    while (lua_next(L, table)) {
        int type = lua_type(L, -2);
        if (type == LUA_TNUMBER && lua_isinteger(L, -2)) {
            is_whole &= take_integer(L, order, lua_tointeger(L, -2));
            lua_pop(L, 1);
            continue;
        }
        mdl_text text = {0};
        mdl_place place = {.rank = MDL_STRING};
        if (type == LUA_TSTRING) text.text = lua_tolstring(L, -2, &text.length);
        else place = mdl_describe_key(L, -2, &text);
        if (place.rank == MDL_FLOAT) is_whole &= place.order > mdl_comparable((double)order->sequence);
        place.value = order->kept;
        price += (int64_t)text.length / MDL_BYTES_PER_INSTRUCTION;
        add(L, order, place);
        order->texts[order->kept] = text;
        keep(L, order);
    }
    if (!is_whole) give_up_sequence(L, order);
    sort(order);
    mdl_spend(vm, L, price + order->sequence + (int64_t)order->count);
}

mdl_keys *mdl_push_keys(lua_State *L, int values) {
    mdl_order *order = &mdl_of(L)->order;
    mdl_keys *keys = lua_newuserdatauv(L, sizeof *keys + order->count * (sizeof(uint64_t) + 1), values);
    *keys = (mdl_keys){
        .sequence = order->sequence, .count = (lua_Integer)order->count, .handed = -1, .pinned = -1, .is_in_table = order->is_in_table,
    };
    uint8_t *are_kept = mdl_are_kept(keys);
    for (size_t i = 0; i < order->count; i++) {
        keys->values[i] = order->places[i].value;
        are_kept[i] = order->places[i].rank != MDL_INTEGER;
    }
    return keys;
}

void mdl_push_kept(lua_State *L) {
    mdl_order *order = &mdl_of(L)->order;
    if (order->is_in_table) {
        lua_pushvalue(L, order->base);
        return;
    }
    lua_createtable(L, (int)order->kept, 0);
    for (int i = 0; i < (int)order->kept; i++) {
        lua_pushvalue(L, order->base + i);
        lua_rawseti(L, -2, i + 1);
    }
}

void mdl_push_ordered_list(lua_State *L) {
    mdl_order *order = &mdl_of(L)->order;
    mdl_push_kept(L);
    lua_newtable(L);
    for (size_t i = 0; i < order->count; i++) {
        lua_Integer value = (lua_Integer)order->places[i].value;
        if (order->places[i].rank == MDL_INTEGER) lua_pushinteger(L, value);
        else lua_rawgeti(L, -2, value + 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_remove(L, -2);
}
