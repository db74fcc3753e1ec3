// The state of a VM, which all of the bridge shares. Nothing here is seen by Swift.
#ifndef MDL_STATE_H
#define MDL_STATE_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "CLuaBridge.h"
#include "state/mdl_buffer.h"

enum { MDL_CHAIN_SIZE = 256 };

/// A string that is a key, while it is put in order.
typedef struct {
    const char *text;
    size_t length;
} mdl_text;

/// A key while it is put in order: the first thing to compare it by, and the integer or the number under which it is kept.
typedef struct {
    uint64_t order, value;
    int rank;
} mdl_place;

/// The keys of one table in their order.
typedef struct {
    void *block;
    mdl_place *places, *spare;
    mdl_text *texts;
    size_t count, capacity, kept;
    /// 1, 2, 3 … up to this one come before all places.
    lua_Integer sequence;
    /// Where Lua's stack keeps the keys that are no integers, or a table of them.
    int base;
    bool is_in_table;
} mdl_order;

typedef struct {
    lua_State *thread;
    /// The thread that opened the branch, which waits until it ends; NULL for the root.
    lua_State *parent;
    int64_t parent_branch;
    /// The thread of this branch that opened branches of its own and waits for them.
    lua_State *waiting;
} mdl_branch;

/// What the extra space of a thread says.
enum mdl_thread_state { MDL_THREAD_PLAIN, MDL_THREAD_PARKED, MDL_THREAD_BRANCH };

/// Why a running branch yielded to the host.
enum mdl_pending { MDL_PENDING_NONE, MDL_PENDING_CALL, MDL_PENDING_KILL };

struct mdl_vm {
    lua_State *main;
    mdl_limits limits;
    int32_t dialect;

    int64_t memory;
    int32_t denials;
    void *state_block;
    size_t state_size;

    int64_t turn_left, instructions_left, log_left, coroutines;

    /// The threads that run now, outermost first.
    lua_State *chain[MDL_CHAIN_SIZE];
    int depth;
    /// How many resumes in the chain were made where Lua cannot yield.
    int blocked;
    int64_t branch;

    mdl_branch *branches;
    size_t branch_capacity;

    int pending;
    int32_t operation;
    int64_t number;
    const mdl_reply *reply;

    bool is_killed;
    enum mdl_limit reached;
    /// Collects the frames of a thread: those who keep the limits know nothing of frames.
    void (*collect_frames)(mdl_vm *vm, lua_State *L, mdl_buffer *buffer);

    mdl_buffer name, payload, frames, scratch, notifications, kill_frames, denial_frames, library, through;
    size_t notifications_read;
    mdl_text *keys;
    size_t key_count, key_capacity, values_encoded;
    /// Why a value cannot cross, where that names a limit.
    char reason[96];
    mdl_order order;

    const char *mode_name, *concat_name;
    uint64_t random[4];
    int64_t time, started;
    /// Processor time when the turn began, and when the clock was last looked at; in nanoseconds.
    int64_t turn_began, looked_at;
    /// How many strings there are that an instruction may take long with.
    int64_t long_strings;
    bool raises_again, is_retrying, has_denial_frames;
    int ended_status, loading_count, resets;
    uint32_t protected_calls;
    int64_t next_serial, next_token, next_origin;
    /// How many objects were made so far.
    uint64_t objects;
};

static inline mdl_vm *mdl_of(lua_State *L) {
    void *vm;
    lua_getallocf(L, &vm);
    return vm;
}

static inline int *mdl_thread_state_of(lua_State *L) { return (int *)lua_getextraspace(L); }
/// The number of the closing of a coroutine among the protected calls; 0 while it is not closed.
static inline uint32_t *mdl_closing_of(lua_State *L) { return (uint32_t *)lua_getextraspace(L) + 1; }

// Keys of the registry: the address of each is the key.
extern char mdl_wrapper_key, mdl_base_key, mdl_host_key, mdl_exports_key, mdl_branches_key, mdl_results_key, mdl_contexts_key;
extern char mdl_forks_key, mdl_modules_key, mdl_loading_key, mdl_serials_key, mdl_threads_key, mdl_views_key;
extern char mdl_view_key, mdl_origins_key, mdl_chunks_key, mdl_error_key, mdl_handle_key, mdl_styles_key;
extern char mdl_entrances_key, mdl_library_key, mdl_functions_key, mdl_indexes_key, mdl_assigned_key, mdl_withheld_key;
extern char mdl_require_key;

static inline void mdl_registry(lua_State *L, const void *key) { lua_rawgetp(L, LUA_REGISTRYINDEX, key); }

static inline bool mdl_registry_table(lua_State *L, const void *key) {
    return lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TTABLE;
}

/// Calls `body` with the context as its light userdata, and catches what it raises.
int mdl_protect(mdl_vm *vm, lua_CFunction body, void *context);

#endif
