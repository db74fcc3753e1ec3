// What the sandbox takes away and what it leaves: an allow-list over the stock libraries, each table handed out as a
// read-only view so that no module can change it for another.
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "mdl_internal.h"

// The order of global_State.tmname in Lua 5.4 (ltm.h, enum TMS).
static const char *const event_names[] = {
    "__index", "__newindex", "__gc",   "__mode", "__len",  "__eq",  "__add", "__sub", "__mul",
    "__mod",   "__pow",      "__div",  "__idiv", "__band", "__bor", "__bxor", "__shl", "__shr",
    "__unm",   "__bnot",     "__lt",   "__le",   "__concat", "__call", "__close",
};
enum { EVENT_COUNT = 25, EVENT_GC = 2, EVENT_MODE = 3, EVENT_CONCAT = 22 };

static const void *const *find_event_names(mdl_vm *vm) {
    lua_State *L = vm->main;
    const void *names[EVENT_COUNT];
    for (int i = 0; i < EVENT_COUNT; i++) {
        lua_pushstring(L, event_names[i]);
        names[i] = lua_topointer(L, -1);
        lua_pop(L, 1);
    }
    const uint8_t *block = vm->state_block;
    const void *const *found = NULL;
    for (size_t i = 0; i + sizeof names <= vm->state_size; i += sizeof(void *)) {
        if (memcmp(block + i, names, sizeof names) != 0) continue;
        if (found != NULL) return NULL;
        found = (const void *const *)(const void *)(block + i);
    }
    return found;
}

static const char *rename_event(mdl_vm *vm, const void *const *names, int event) {
    uint8_t random[16];
    char text[2 * sizeof random + 8] = "moon-";
    if (getrandom(random, sizeof random, 0) != sizeof random) return NULL;
    for (size_t i = 0; i < sizeof random; i++) snprintf(text + 5 + 2 * i, 3, "%02x", random[i]);
    const char *name = lua_pushstring(vm->main, text);
    const void *object = lua_topointer(vm->main, -1);
    // Anchored for the life of the state, as Lua anchors the names themselves.
    luaL_ref(vm->main, LUA_REGISTRYINDEX);
    memcpy((void *)(names + event), &object, sizeof object);
    return name;
}

static bool are_disabled(lua_State *L) {
    static const char probe[] =
        "local set, call, collect = ...\n"
        "local ran = false\n"
        "set({}, {__gc = function() ran = true end})\n"
        "local weak = set({}, {__mode = 'k'})\n"
        "weak[{}] = true\n"
        "collect()\n"
        "local joined = call(function() return set({}, {__concat = function() return '' end}) .. '' end)\n"
        "for _ in next_pair, weak do return not ran and not joined end\n"
        "return false\n";
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    lua_getfield(L, -1, "next");
    lua_setfield(L, -2, "next_pair");
    bool is_loaded = luaL_loadbufferx(L, probe, sizeof probe - 1, "=moondock/probe", "t") == LUA_OK;
    if (!is_loaded) return false;
    lua_getfield(L, -2, "setmetatable");
    lua_getfield(L, -3, "pcall");
    lua_getfield(L, -4, "collectgarbage");
    bool result = lua_pcall(L, 3, 1, 0) == LUA_OK && lua_toboolean(L, -1);
    lua_pop(L, 2);
    return result;
}

// __gc runs with hooks off, __mode and __concat reach memory errors of Lua 5.4.4. A check in setmetatable could be
// passed by setting the field later, so Lua's own names of these events are replaced by ones nobody can guess.
bool mdl_disable_metamethods(mdl_vm *vm) {
    const void *const *names = find_event_names(vm);
    if (names == NULL || rename_event(vm, names, EVENT_GC) == NULL) return false;
    vm->mode_name = rename_event(vm, names, EVENT_MODE);
    vm->concat_name = rename_event(vm, names, EVENT_CONCAT);
    return vm->mode_name != NULL && vm->concat_name != NULL && are_disabled(vm->main);
}

static void add_library(lua_State *L, const char *name) {
    mdl_push_flat_view(L, -1);
    mdl_registry(L, &mdl_base_key);
    lua_insert(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

// Names a recipe does not know raise an error; where it looked them up is in the message handler's frames.
void mdl_open_globals(mdl_vm *vm) {
    lua_State *L = vm->main;
    if (vm->dialect == MDL_DATA) {
        mdl_registry(L, &mdl_base_key);
        mdl_open_base(L, 0);
        lua_pop(L, 1);
        return;
    }
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    mdl_open_base(L, lua_gettop(L));
    lua_pop(L, 1);
    mdl_open_string(L);
    add_library(L, "string");
    mdl_open_table(L);
    add_library(L, "table");
    mdl_open_math(L);
    add_library(L, "math");
    mdl_open_utf8(L);
    add_library(L, "utf8");
    mdl_open_coroutine(L);
    add_library(L, "coroutine");
    mdl_open_os(L);
    add_library(L, "os");
}
