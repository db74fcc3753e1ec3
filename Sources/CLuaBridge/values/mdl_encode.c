// Lua values to deterministic CBOR, byte for byte what LuaValue.encoded() writes.
// Nothing here raises a Lua error but for want of memory while a key is looked up, and the buffers belong to the VM.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/mdl_limits.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

static const char *exceeds(mdl_vm *vm, const char *format, int64_t limit) {
    snprintf(vm->reason, sizeof vm->reason, format, (long long)limit);
    return vm->reason;
}

static const char *too_large(mdl_vm *vm) {
    return exceeds(vm, "a value that crosses to the host is larger than %lld MiB", vm->limits.value_size >> 20);
}

static bool is_utf8(const char *text, size_t count) {
    const uint8_t *p = (const uint8_t *)text, *end = p + count;
    while (p < end) {
        if (*p < 0x80) {
            p++;
            continue;
        }
        int more = *p >= 0xc2 && *p <= 0xdf ? 1 : (*p & 0xf0) == 0xe0 ? 2 : *p >= 0xf0 && *p <= 0xf4 ? 3 : 0;
        if (more == 0 || end - p <= more) return false;
        for (int i = 1; i <= more; i++)
            if ((p[i] & 0xc0) != 0x80) return false;
        if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f)) return false;
        if ((*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f)) return false;
        p += more + 1;
    }
    return true;
}

static int compare_keys(const void *a, const void *b) {
    const mdl_text *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

static bool push_key(mdl_vm *vm, mdl_text key) {
    if (vm->key_count == vm->key_capacity) {
        size_t capacity = vm->key_capacity ? vm->key_capacity * 2 : 64;
        mdl_text *keys = realloc(vm->keys, capacity * sizeof *keys);
        if (keys == NULL) return false;
        vm->keys = keys;
        vm->key_capacity = capacity;
    }
    vm->keys[vm->key_count++] = key;
    return true;
}

static const char *encode_value(mdl_vm *vm, lua_State *L, int index, int depth, mdl_buffer *buffer);

enum { TABLE_PRICE = 16 };

// What encoding takes is paid for whether it succeeds or not.
static void spend_work(mdl_vm *vm, size_t instructions) {
    vm->turn_left -= (int64_t)instructions;
    vm->instructions_left -= (int64_t)instructions;
}

// Puts the string keys on the key stack and counts the items; the reason when another key is there.
static const char *collect_keys(mdl_vm *vm, lua_State *L, int table, lua_Unsigned *items) {
    lua_Unsigned numbered = 0;
    lua_Integer largest = 0;
    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING) {
            mdl_text key;
            key.text = lua_tolstring(L, -1, &key.length);
            if (!is_utf8(key.text, key.length)) return "a table key that is not UTF-8 text cannot cross to the host";
            if (!push_key(vm, key)) return "not enough memory";
        } else if (lua_isinteger(L, -1) && lua_tointeger(L, -1) > 0) {
            numbered++;
            if (lua_tointeger(L, -1) > largest) largest = lua_tointeger(L, -1);
        } else {
            return "a table that crosses to the host has text keys or the items 1 to n, no other keys";
        }
    }
    if (numbered != (lua_Unsigned)largest) return "a list that crosses to the host must not have holes";
    *items = numbered;
    return NULL;
}

static const char *encode_table(mdl_vm *vm, lua_State *L, int table, int depth, mdl_buffer *buffer) {
    size_t base = vm->key_count;
    lua_Unsigned items = 0;
    spend_work(vm, TABLE_PRICE);
    if (vm->turn_left < 0) return "a value that crosses to the host takes too long to write";
    const char *reason = collect_keys(vm, L, table, &items);
    size_t fields = vm->key_count - base;
    bool is_list = fields == 0 && items > 0;
    if (reason == NULL) mdl_head(buffer, is_list ? 4 : 5, items + fields);
    for (lua_Unsigned i = 1; reason == NULL && i <= items; i++) {
        if (!is_list) mdl_head(buffer, 0, i);
        lua_rawgeti(L, table, (lua_Integer)i);
        reason = encode_value(vm, L, lua_gettop(L), depth + 1, buffer);
        lua_pop(L, 1);
    }
    if (reason == NULL && fields > 0) qsort(vm->keys + base, fields, sizeof(mdl_text), compare_keys);
    for (size_t i = 0; reason == NULL && i < fields; i++) {
        mdl_text key = vm->keys[base + i];
        mdl_encode_text(buffer, key.text, key.length);
        lua_pushlstring(L, key.text, key.length);
        lua_rawget(L, table);
        reason = encode_value(vm, L, lua_gettop(L), depth + 1, buffer);
        lua_pop(L, 1);
    }
    vm->key_count = base;
    return reason;
}

static const char *encode_handle(mdl_vm *vm, lua_State *L, int handle, int depth, mdl_buffer *buffer) {
    mdl_head(buffer, 6, 27);
    mdl_head(buffer, 4, 2);
    lua_getiuservalue(L, handle, 1);
    size_t length;
    const char *kind = lua_tolstring(L, -1, &length);
    mdl_encode_text(buffer, kind, length);
    lua_pop(L, 1);
    lua_getiuservalue(L, handle, 2);
    const char *reason = encode_value(vm, L, lua_gettop(L), depth + 1, buffer);
    lua_pop(L, 1);
    return reason;
}

static void encode_number(lua_State *L, int index, mdl_buffer *buffer) {
    if (lua_isinteger(L, index)) {
        lua_Integer value = lua_tointeger(L, index);
        mdl_head(buffer, value < 0, value < 0 ? ~(uint64_t)value : (uint64_t)value);
        return;
    }
    double value = lua_tonumber(L, index);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (value != value) bits = 0x7ff8000000000000;
    uint8_t bytes[9] = {0xfb};
    for (int i = 0; i < 8; i++) bytes[1 + i] = (uint8_t)(bits >> (56 - 8 * i));
    mdl_append(buffer, bytes, sizeof bytes);
}

static const char *encode_value(mdl_vm *vm, lua_State *L, int index, int depth, mdl_buffer *buffer) {
    if (depth > vm->limits.depth) {
        return exceeds(vm, "a table that crosses to the host is nested deeper than %lld, or contains itself", vm->limits.depth);
    }
    if (buffer->count > (size_t)vm->limits.value_size) return too_large(vm);
    if ((int64_t)++vm->values_encoded > vm->limits.values) {
        return exceeds(vm, "a value that crosses to the host holds more than %lld values", vm->limits.values);
    }
    if (buffer->failed || !lua_checkstack(L, 8)) return "not enough memory";
    switch (lua_type(L, index)) {
    case LUA_TNIL: mdl_append(buffer, "\xf6", 1); return NULL;
    case LUA_TBOOLEAN: mdl_append(buffer, lua_toboolean(L, index) ? "\xf5" : "\xf4", 1); return NULL;
    case LUA_TNUMBER: encode_number(L, index, buffer); return NULL;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, index, &length);
        mdl_head(buffer, is_utf8(text, length) ? 3 : 2, length);
        mdl_append(buffer, text, length);
        return NULL;
    }
    case LUA_TTABLE: {
        const char *reason;
        if (!mdl_push_viewed(L, index)) return encode_table(vm, L, index, depth, buffer);
        reason = encode_table(vm, L, lua_gettop(L), depth, buffer);
        lua_pop(L, 1);
        return reason;
    }
    case LUA_TUSERDATA:
        if (mdl_is_handle(L, index)) return encode_handle(vm, L, index, depth, buffer);
        return "a userdata cannot cross to the host";
    case LUA_TFUNCTION: return "a function cannot cross to the host";
    case LUA_TTHREAD: return "a coroutine cannot cross to the host";
    default: return "a value of this type cannot cross to the host";
    }
}

static const char *finish(mdl_vm *vm, lua_State *L, mdl_buffer *buffer, const char *reason) {
    mdl_spend(vm, L, 0);
    if (reason == NULL && buffer->failed) return "not enough memory";
    if (reason == NULL && buffer->count > (size_t)vm->limits.value_size) return too_large(vm);
    return reason;
}

const char *mdl_encode(mdl_vm *vm, lua_State *L, int index, mdl_buffer *buffer) {
    vm->key_count = vm->values_encoded = 0;
    int top = lua_gettop(L);
    size_t before = buffer->count;
    const char *reason = encode_value(vm, L, lua_absindex(L, index), 0, buffer);
    spend_work(vm, (buffer->count - before) / 8);
    lua_settop(L, top);
    return finish(vm, L, buffer, reason);
}

const char *mdl_encode_arguments(mdl_vm *vm, lua_State *L, int first, mdl_buffer *buffer) {
    int top = lua_gettop(L);
    if (top < first) {
        mdl_append(buffer, "\xf6", 1);
        return NULL;
    }
    if (top == first && lua_type(L, first) == LUA_TTABLE) return mdl_encode(vm, L, first, buffer);
    vm->key_count = vm->values_encoded = 0;
    const char *reason = NULL;
    mdl_head(buffer, 4, (uint64_t)(top - first + 1));
    size_t before = buffer->count;
    for (int i = first; i <= top && reason == NULL; i++) reason = encode_value(vm, L, i, 1, buffer);
    spend_work(vm, (buffer->count - before) / 8);
    lua_settop(L, top);
    return finish(vm, L, buffer, reason);
}
