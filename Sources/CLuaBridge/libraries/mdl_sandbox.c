// What the sandbox takes away and what it leaves: an allow-list over the stock libraries, each table handed out as a
// read-only view so that no module can change it for another.
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "keys/mdl_order.h"
#include "libraries/mdl_libraries.h"
#include "modules/mdl_modules.h"
#include "objects/mdl_objects.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

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

// Makes the library on top of the stack a global, for messages too.
static void add_library(lua_State *L, const char *name) {
    lua_createtable(L, 0, 1);
    lua_pushstring(L, name);
    lua_pushcclosure(L, mdl_unknown_function, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
    mdl_push_library_view(L, -1, name);
    mdl_registry(L, &mdl_base_key);
    lua_insert(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

// Gives the functions of a library their numbers, in the order of their names, and the names by their numbers.
static void number_functions(lua_State *L, int table, const char *library, lua_Integer *count) {
    mdl_order_keys(L, table);
    mdl_push_ordered_list(L);
    int names = lua_gettop(L);
    mdl_registry(L, &mdl_functions_key);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, names); i++) {
        lua_rawgeti(L, names, i);
        const char *name = lua_tostring(L, -1);
        lua_pushvalue(L, -1);
        lua_rawget(L, table);
        if (mdl_push_viewed(L, -1)) {
            const char *prefix = lua_pushfstring(L, "%s.", name);
            number_functions(L, lua_gettop(L) - 1, prefix, count);
        } else if (lua_iscfunction(L, -1)) {
            lua_pushinteger(L, ++*count);
            lua_rawset(L, names + 1);
            lua_pushfstring(L, "%s%s", library, name);
            lua_rawseti(L, names + 1, *count);
        }
        lua_settop(L, names + 1);
    }
}

static void name_globals(lua_State *L) {
    lua_Integer count = 0;
    mdl_registry(L, &mdl_base_key);
    number_functions(L, lua_gettop(L), "", &count);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    mdl_registry(L, &mdl_base_key);
    lua_setfield(L, -2, LUA_GNAME);
    lua_settop(L, 0);
}

// Names a recipe does not know raise an error; where it looked them up is in the message handler's frames.
void mdl_open_globals(mdl_vm *vm) {
    static const struct {
        const char *name;
        void (*open)(lua_State *L);
    } libraries[] = {
        {"string", mdl_open_string}, {"table", mdl_open_table},         {"math", mdl_open_math},
        {"utf8", mdl_open_utf8},     {"coroutine", mdl_open_coroutine}, {"os", mdl_open_os},
        {"debug", mdl_open_debug},
    };
    lua_State *L = vm->main;
    if (vm->dialect == MDL_DATA) {
        mdl_open_base(L, 0);
        return;
    }
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    mdl_open_base(L, lua_gettop(L));
    lua_pop(L, 1);
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        libraries[i].open(L);
        add_library(L, libraries[i].name);
    }
    name_globals(L);
}
