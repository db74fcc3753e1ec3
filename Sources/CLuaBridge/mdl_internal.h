// What the files of the bridge share. Nothing here is seen by Swift.
#ifndef MDL_INTERNAL_H
#define MDL_INTERNAL_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "CLuaBridge.h"

enum {
    MDL_HOOK_COUNT = 1000,
    MDL_CHAIN_SIZE = 256,
    MDL_MAX_DEPTH = 64,
    MDL_MAX_FRAMES = 16,
    MDL_MAX_REFUSALS = 64,
    MDL_ORIGINS = 64,
    MDL_BYTES_PER_INSTRUCTION = 64,
    MDL_LARGE_STRING = 1024,
    MDL_LONG_STRING = 1 << 20,
    MDL_HOOK_COUNT_OF_LONG_STRINGS = 20,
    MDL_NOTE_OVERHEAD = 64,
};

/// Bytes of one value that crosses the border.
#define MDL_MAX_VALUE ((size_t)32 << 20)
/// Values within one value that crosses the border: as Swift values they take many times their bytes.
#define MDL_MAX_VALUES 1000000

/// A growing byte buffer outside Lua's memory. `failed` stays set once it could not grow.
typedef struct {
    uint8_t *data;
    size_t count, capacity;
    bool failed;
} mdl_buffer;

/// A key of a table while it is sorted.
typedef struct {
    const char *text;
    size_t length;
} mdl_key;

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
    int32_t refusals;
    void *state_block;
    size_t state_size;

    int64_t turn_left, instructions_left, notes_left, coroutines;

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

    const char *kill_limit;
    int64_t kill_value;

    mdl_buffer name, payload, frames, scratch, notes, kill_frames, refusal_frames, library, way;
    size_t notes_read;
    mdl_key *keys;
    size_t key_count, key_capacity, values_encoded;
    mdl_order order;

    const char *mode_name, *concat_name;
    uint64_t random[4];
    int64_t time, started;
    /// Processor time when the turn began, and when the clock was last looked at; in nanoseconds.
    int64_t turn_began, looked_at;
    /// How many strings there are that an instruction may take long with.
    int64_t long_strings;
    bool raises_again, is_retrying, has_refusal_frames;
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

/// What stands before each block that Lua allocates: of an object, which one it was, and marks of its own.
typedef uint64_t mdl_header;
enum { MDL_MARKS = 3 };
/// Keys of this table were handed out by `next` or `pairs`.
#define MDL_IS_VISITED ((mdl_header)1)
/// `next` keeps an index of this table.
#define MDL_HAS_INDEX ((mdl_header)2)
/// This is a string that an instruction may take long with.
#define MDL_IS_LONG ((mdl_header)4)

static inline mdl_header *mdl_header_at(const void *object) { return (mdl_header *)(uintptr_t)object - 1; }
static inline uint64_t mdl_serial_at(const void *object) { return *mdl_header_at(object) >> MDL_MARKS; }

static inline int *mdl_thread_state_of(lua_State *L) { return (int *)lua_getextraspace(L); }
/// The number of the closing of a coroutine among the protected calls; 0 while it is not closed.
static inline uint32_t *mdl_closing_of(lua_State *L) { return (uint32_t *)lua_getextraspace(L) + 1; }

// Keys of the registry: the address of each is the key.
extern char mdl_wrapper_key, mdl_base_key, mdl_host_key, mdl_exports_key, mdl_branches_key, mdl_results_key, mdl_contexts_key;
extern char mdl_forks_key, mdl_modules_key, mdl_loading_key, mdl_serials_key, mdl_threads_key, mdl_views_key;
extern char mdl_view_key, mdl_origins_key, mdl_chunks_key, mdl_error_key, mdl_handle_key, mdl_styles_key;
extern char mdl_entrances_key, mdl_library_key, mdl_functions_key, mdl_indexes_key, mdl_assigned_key, mdl_withheld_key;

static inline void mdl_registry(lua_State *L, const void *key) { lua_rawgetp(L, LUA_REGISTRYINDEX, key); }

static inline bool mdl_registry_table(lua_State *L, const void *key) {
    return lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TTABLE;
}

// mdl_buffer.c
void mdl_append(mdl_buffer *buffer, const void *bytes, size_t count);
void mdl_clear(mdl_buffer *buffer);
void mdl_release(mdl_buffer *buffer);
static inline mdl_span mdl_span_of(const mdl_buffer *buffer) { return (mdl_span){buffer->data, buffer->count}; }

// mdl_encode.c: returns NULL or the reason the value cannot cross.
void mdl_head(mdl_buffer *buffer, uint8_t major, uint64_t value);
void mdl_encode_text(mdl_buffer *buffer, const char *text, size_t count);
const char *mdl_encode(mdl_vm *vm, lua_State *L, int index, mdl_buffer *buffer);
const char *mdl_encode_arguments(mdl_vm *vm, lua_State *L, int first, mdl_buffer *buffer);

// mdl_decode.c: pushes the value, raises on malformed bytes.
void mdl_decode(lua_State *L, mdl_span bytes);

// mdl_frames.c
bool mdl_is_private(const lua_Debug *frame);
void mdl_chunk_name(const lua_Debug *frame, const char **name, size_t *length);
void mdl_collect_frames(mdl_vm *vm, lua_State *L, mdl_buffer *buffer);
// The libraries whose code the call came through, innermost first: a list of ids. One that is next to itself is told once.
void mdl_collect_way(mdl_vm *vm, lua_State *L, mdl_buffer *buffer);
bool mdl_position(mdl_vm *vm, lua_State *L, lua_Debug *frame, lua_State **thread);
// Pushes the id of the library for which Moondock's own Lua was called.
void mdl_push_caller(mdl_vm *vm, lua_State *L);

// mdl_origins.c
int mdl_message_handler(lua_State *L);
int mdl_raise_again(lua_State *L);
void mdl_remember_origin(lua_State *L, lua_State *raised, int value);
// Lets one value have the origin of another.
void mdl_copy_origin(lua_State *L, int from, int to);
void mdl_push_origin(lua_State *L, int value);

// mdl_failure.c
void mdl_make_error(lua_State *L, int table);
mdl_outcome mdl_describe_failure(mdl_vm *vm, lua_State *L, int status);

// mdl_limits.c
void *mdl_allocate(void *vm, void *block, size_t old_size, size_t size);
void mdl_hook(lua_State *L, lua_Debug *event);
void mdl_start_hook(lua_State *L);
void mdl_start_clock(mdl_vm *vm);
void mdl_kill(mdl_vm *vm, lua_State *L, const char *limit, int64_t value);
void mdl_spend(mdl_vm *vm, lua_State *L, int64_t instructions);
// Spends, and raises an error when that was too much.
void mdl_pay(lua_State *L, int64_t instructions, const char *what);
// Raises an error when a string of this length is too long.
void mdl_check_length(lua_State *L, size_t length, const char *what);
mdl_outcome mdl_killed(mdl_vm *vm);

// mdl_call.c: mdl_wait sends vm->payload and vm->name outward and never returns; `resumed` goes on.
int mdl_wait(lua_State *L, int32_t operation, const char *what, lua_KContext context, lua_KFunction resumed);
int mdl_push_reply(lua_State *L);
// `library` is the id of the library that calls, empty for the project; at `first` the arguments begin.
int mdl_call_host(lua_State *L, const char *name, int style, int first, const char *library);
int mdl_host_function(lua_State *L);
// `library` is the index of its id.
void mdl_push_host_function(lua_State *L, mdl_span name, int style, int library);
int mdl_note(lua_State *L, const char *name, int first);

// mdl_environment.c: `library` is the index of its id, `assigned` of the table of names that the chunk sets.
void mdl_push_environment(lua_State *L, int library, int assigned);

// mdl_assigned.c: adds the names of the globals that a text sets to the table on top of the stack.
void mdl_note_assigned(lua_State *L, mdl_span text);

// mdl_load.c: mdl_load pushes the function or the message and returns a status.
int mdl_load(lua_State *L, mdl_span chunk, mdl_span text);

// mdl_modules.c
int mdl_require(lua_State *L);
const char *mdl_module_being_loaded(lua_State *L);

// mdl_library.c: ids of libraries are strings, and empty for the project itself.
void mdl_push_library_of(lua_State *L, mdl_span chunk);
// The shared globals of the library whose id is at `id`.
void mdl_push_base(lua_State *L, int id);
// Pushes the chunk that a library's `require` finds by a name, or nil.
bool mdl_push_required(lua_State *L, int library, int name);
bool mdl_is_bound(lua_State *L, int index);

// mdl_entrance.c
// Turns the value on top of the stack into what others get of it: a view of a table, an entrance to a library's function.
void mdl_hand_out(lua_State *L);
bool mdl_is_entrance(lua_State *L, int index);
bool mdl_is_entrance_frame(lua_State *L, lua_State *thread, lua_Debug *frame);
int mdl_error(lua_State *L);
// Names a function after the call of the entrance that it was called through.
void mdl_name_entered(lua_State *L, lua_State *thread, int level, lua_Debug *frame);

// mdl_branch.c
void mdl_count_coroutine(lua_State *L);
int mdl_protect(mdl_vm *vm, lua_CFunction body, void *context);
int mdl_parallel(lua_State *L);

// mdl_libraries.c: for the library on top of the stack and the stock one at `stock`.
void mdl_copy_functions(lua_State *L, int stock, const char *const *names);
void mdl_wrap_function(lua_State *L, int stock, const char *name, lua_CFunction wrapper);
// Goes on as the stock function that is the upvalue; mdl_call_for_text has the arguments' bytes paid for.
int mdl_call_stock(lua_State *L);
int mdl_call_for_text(lua_State *L);

// mdl_format.c
int mdl_format(lua_State *L);

// One function per library: leaves its table on the stack.
void mdl_open_base(lua_State *L, int globals);
void mdl_open_coroutine(lua_State *L);
void mdl_open_string(lua_State *L);
void mdl_add_search(lua_State *L);
void mdl_open_table(lua_State *L);
void mdl_open_utf8(lua_State *L);
void mdl_open_math(lua_State *L);
void mdl_open_os(lua_State *L);
void mdl_open_debug(lua_State *L);
void mdl_push_host(lua_State *L);
int mdl_secret(lua_State *L);

// mdl_sandbox.c
bool mdl_disable_metamethods(mdl_vm *vm);
void mdl_open_globals(mdl_vm *vm);

// mdl_order.c, mdl_pairs.c and mdl_next.c
void mdl_release_order(mdl_vm *vm);
int mdl_pairs(lua_State *L);
int mdl_next(lua_State *L);

// mdl_names.c, mdl_protected.c
int mdl_unknown_global(lua_State *L);
int mdl_unknown_function(lua_State *L);
// Pushes the reason why a name is withheld, if it is.
bool mdl_push_reason(lua_State *L, const char *name);
int mdl_pcall(lua_State *L);
int mdl_xpcall(lua_State *L);
// What calls the handler of xpcall.
int mdl_call_handler(lua_State *L);

// mdl_text.c
void mdl_push_text(lua_State *L, int index);

// mdl_view.c and mdl_handle.c
void mdl_push_view(lua_State *L, int table);
bool mdl_push_viewed(lua_State *L, int index);
void mdl_push_library_view(lua_State *L, int table, const char *name);
bool mdl_is_handle(lua_State *L, int index);
void mdl_new_handle(lua_State *L);
void mdl_open_handle(lua_State *L);
int mdl_random(lua_State *L);
int mdl_randomseed(lua_State *L);
void mdl_random_seed(mdl_vm *vm, uint64_t seed);

#endif
