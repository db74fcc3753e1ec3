// The life of a VM.
#include <stdlib.h>
#include <string.h>

#include "calls/mdl_calls.h"
#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "keys/mdl_order.h"
#include "libraries/mdl_libraries.h"
#include "modules/mdl_modules.h"
#include "objects/mdl_objects.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"

static void new_registry_table(lua_State *L, const void *key) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

// A table whose keys do not keep their objects alive. Only the bridge can make one: scripts cannot name the metafield.
static void new_weak_table(mdl_vm *vm, lua_State *L, const void *key) {
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, vm->mode_name);
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

static int set_up(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    static const void *tables[] = {
        &mdl_base_key,  &mdl_branches_key, &mdl_results_key, &mdl_contexts_key, &mdl_forks_key,  &mdl_modules_key,
        &mdl_loading_key, &mdl_origins_key,  &mdl_chunks_key,  &mdl_exports_key,  &mdl_styles_key,
        &mdl_library_key, &mdl_functions_key, &mdl_assigned_key, &mdl_withheld_key,
    };
    // Lua 5.4.4 makes this string without protection when an error handler fails.
    lua_pushliteral(L, "error in error handling");
    lua_setfield(L, LUA_REGISTRYINDEX, "error in error handling");
    if (!mdl_disable_metamethods(vm)) return luaL_error(L, "this build of Lua cannot be secured");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) new_registry_table(L, tables[i]);
    new_weak_table(vm, L, &mdl_serials_key);
    new_weak_table(vm, L, &mdl_threads_key);
    new_weak_table(vm, L, &mdl_views_key);
    new_weak_table(vm, L, &mdl_entrances_key);
    new_weak_table(vm, L, &mdl_indexes_key);
    mdl_open_handle(L);
    mdl_open_globals(vm);
    return 0;
}

static void collect_frames(mdl_vm *vm, lua_State *L, mdl_buffer *buffer) {
    mdl_collect_frames(vm, L, buffer, MDL_MAX_FRAMES);
}

mdl_vm *mdl_vm_create(const mdl_limits *limits, int32_t dialect, int64_t seed, int64_t time, const char **error) {
    mdl_vm *vm = calloc(1, sizeof *vm);
    *error = "not enough memory for a Lua state";
    if (vm == NULL) return NULL;
    vm->limits = *limits;
    vm->dialect = dialect;
    vm->time = vm->started = time;
    vm->turn_left = limits->turn;
    vm->instructions_left = limits->instructions;
    vm->log_left = limits->log;
    vm->branch = -1;
    vm->collect_frames = collect_frames;
    mdl_random_seed(vm, (uint64_t)seed);
    vm->main = lua_newstate(mdl_allocate, vm);
    if (vm->main == NULL) {
        free(vm);
        return NULL;
    }
    *mdl_thread_state_of(vm->main) = MDL_THREAD_PLAIN;
    *mdl_closing_of(vm->main) = 0;
    if (mdl_protect(vm, set_up, NULL) != LUA_OK) {
        *error = "this Lua library cannot be sandboxed: its metamethods could not be disabled";
        mdl_vm_destroy(vm);
        return NULL;
    }
    lua_settop(vm->main, 0);
    mdl_start_hook(vm->main);
    return vm;
}

void mdl_vm_destroy(mdl_vm *vm) {
    vm->limits.memory = INT64_MAX;
    lua_sethook(vm->main, NULL, 0, 0);
    lua_close(vm->main);
    mdl_buffer *buffers[] = {&vm->name,  &vm->payload,     &vm->frames,        &vm->scratch,
                             &vm->notifications, &vm->kill_frames, &vm->denial_frames, &vm->library,
                             &vm->through};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) mdl_release(buffers[i]);
    mdl_release_order(vm);
    free(vm->keys);
    free(vm->branches);
    free(vm);
}

void mdl_vm_set_time(mdl_vm *vm, int64_t time) {
    if (time > vm->time) vm->time = time;
}

int64_t mdl_vm_memory(const mdl_vm *vm) { return vm->memory; }

const char *mdl_lua_version(void) { return LUA_RELEASE; }

typedef struct {
    mdl_span name, text;
    int32_t style;
    int status;
} chunk_call;

static int declare(lua_State *L) {
    chunk_call *call = lua_touserdata(L, 1);
    mdl_registry(L, &mdl_styles_key);
    lua_pushlstring(L, (const char *)call->name.bytes, call->name.count);
    lua_pushinteger(L, call->style);
    lua_rawset(L, -3);
    mdl_registry(L, &mdl_base_key);
    lua_pushlstring(L, (const char *)call->name.bytes, call->name.count);
    lua_pushliteral(L, "");
    mdl_push_host_function(L, call->name, call->style, -1);
    lua_remove(L, -2);
    lua_rawset(L, -3);
    return 0;
}

void mdl_vm_declare(mdl_vm *vm, mdl_span name, int32_t style) {
    chunk_call call = {.name = name, .style = style};
    mdl_protect(vm, declare, &call);
    lua_settop(vm->main, 0);
}

static void publish_exports(lua_State *L, int exports) {
    mdl_registry(L, &mdl_base_key);
    lua_pushnil(L);
    while (lua_next(L, exports)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
    lua_pop(L, 1);
}

static int run_private(lua_State *L) {
    chunk_call *call = lua_touserdata(L, 1);
    lua_pushcfunction(L, mdl_message_handler);
    call->status = mdl_load(L, call->name, call->text);
    if (call->status != LUA_OK) return lua_error(L);
    lua_getupvalue(L, 3, 1);
    mdl_push_host(L);
    lua_setfield(L, 4, "host");
    mdl_registry(L, &mdl_exports_key);
    lua_setfield(L, 4, "exports");
    lua_settop(L, 3);
    if (lua_pcall(L, 0, 0, 2) != LUA_OK) return lua_error(L);
    mdl_registry(L, &mdl_exports_key);
    publish_exports(L, lua_gettop(L));
    return 0;
}

mdl_outcome mdl_vm_run_private(mdl_vm *vm, mdl_span chunk, mdl_span text) {
    chunk_call call = {.name = chunk, .text = text, .status = LUA_OK};
    mdl_vm_begin_turn(vm);
    vm->chain[0] = vm->main;
    vm->depth = 1;
    int status = mdl_protect(vm, run_private, &call);
    vm->depth = 0;
    if (vm->is_killed) return mdl_killed(vm);
    if (status == LUA_OK) return (mdl_outcome){.kind = MDL_RETURNED};
    return mdl_describe_failure(vm, vm->main, status == LUA_ERRMEM || call.status == LUA_OK ? status : call.status);
}
