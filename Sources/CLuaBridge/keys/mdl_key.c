// What is known of one key: enough to compare it with another.
#include <string.h>

#include "keys/mdl_order.h"
#include "state/mdl_object.h"
#include "state/mdl_state.h"

// When an object was made: the allocator has written it before the object.
static uint64_t serial_of(lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TUSERDATA: return *(const uint64_t *)lua_touserdata(L, index);
    case LUA_TTHREAD: return mdl_serial_at((const char *)lua_tothread(L, index) - LUA_EXTRASPACE);
    default: return mdl_serial_at(lua_topointer(L, index));
    }
}

static bool is_object(lua_State *L, int index) {
    if (!lua_iscfunction(L, index)) return true;
    // A C function without upvalues is an address in the program.
    if (lua_getupvalue(L, index, 1) == NULL) return false;
    lua_pop(L, 1);
    return true;
}

static uint64_t number_of_function(lua_State *L, int index) {
    index = lua_absindex(L, index);
    mdl_registry(L, &mdl_functions_key);
    lua_pushvalue(L, index);
    lua_rawget(L, -2);
    uint64_t number = (uint64_t)lua_tointeger(L, -1);
    lua_pop(L, 2);
    return number;
}

mdl_place mdl_describe_key(lua_State *L, int index, mdl_text *text) {
    mdl_place place = {0};
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        place.order = mdl_comparable(lua_tonumber(L, index));
        place.rank = lua_isinteger(L, index) ? MDL_INTEGER : MDL_FLOAT;
        if (place.rank == MDL_INTEGER) place.value = (uint64_t)lua_tointeger(L, index);
        return place;
    case LUA_TSTRING:
        place.rank = MDL_STRING;
        text->text = lua_tolstring(L, index, &text->length);
        return place;
    case LUA_TBOOLEAN:
        place.rank = MDL_BOOLEAN;
        place.order = (uint64_t)lua_toboolean(L, index);
        return place;
    default:
        place.rank = is_object(L, index) ? MDL_OBJECT : MDL_FUNCTION;
        place.order = place.rank == MDL_OBJECT ? serial_of(L, index) : number_of_function(L, index);
        return place;
    }
}

bool mdl_is_text_before(const mdl_text *a, const mdl_text *b) {
    int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
    return order != 0 ? order < 0 : a->length < b->length;
}

// The number itself: large integers are equal as floats.
static long double exact(const mdl_place *place) {
    if (place->rank == MDL_INTEGER) return (long double)(lua_Integer)place->value;
    uint64_t bits = place->order >> 63 ? place->order & ~(UINT64_C(1) << 63) : ~place->order;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool mdl_is_place_before(const mdl_place *a, const mdl_text *a_text, const mdl_place *b, const mdl_text *b_text) {
    int x = mdl_segment_of(a), y = mdl_segment_of(b);
    if (x != y) return x < y;
    if (a->order != b->order) return a->order < b->order;
    if (x == MDL_STRING) return mdl_is_text_before(a_text, b_text);
    if (x != MDL_INTEGER) return false;
    return exact(a) < exact(b);
}

bool mdl_is_key_before(lua_State *L, int a, int b) {
    mdl_text left, right;
    mdl_place x = mdl_describe_key(L, a, &left), y = mdl_describe_key(L, b, &right);
    return mdl_is_place_before(&x, &left, &y, &right);
}

