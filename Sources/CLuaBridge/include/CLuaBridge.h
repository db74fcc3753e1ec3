// Everything that touches a lua_State.
//
// Lua errors are long jumps, and a long jump over a Swift frame is undefined. So this header does not include lua.h,
// no Swift function is ever called from Lua, and every function below catches what Lua raises inside it. Calls of the
// host leave Lua as yields: mdl_branch_resume returns MDL_CALLED and is called again with the answer.
#ifndef CLUABRIDGE_H
#define CLUABRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One Lua state with its sandbox, used from one thread at a time.
typedef struct mdl_vm mdl_vm;

/// Bytes that belong to the VM and are valid until its next call, or to the caller for the time of one call.
typedef struct {
    const uint8_t *bytes;
    size_t count;
} mdl_span;

/// What one VM may use.
typedef struct {
    /// Bytes of memory.
    int64_t memory;
    /// Instructions of one turn, however many branches run in it.
    int64_t turn;
    /// Instructions over the whole life of the VM.
    int64_t instructions;
    /// Coroutines alive at one time.
    int64_t coroutines;
    /// Bytes of one source text.
    int64_t source;
    /// Bytes of one string that a library function makes.
    int64_t string;
    /// Bytes of all notifications.
    int64_t log;
    /// Functions that are in the middle of a call, in one coroutine; noticed within some hundred calls.
    int64_t calls;
    /// Milliseconds of processor time of one turn, which end what takes its time without taking instructions, such as
    /// comparing long strings; 0 for no limit.
    int64_t processor_time;
    /// Of one value that crosses the border: how deep its tables nest, how many values are in it, and its bytes.
    int64_t depth, values, value_size;
} mdl_limits;

/// A limit of mdl_limits that ends the VM.
enum mdl_limit {
    MDL_LIMIT_MEMORY,
    MDL_LIMIT_TURN,
    MDL_LIMIT_INSTRUCTIONS,
    MDL_LIMIT_COROUTINES,
    MDL_LIMIT_LOG,
    MDL_LIMIT_CALLS,
    MDL_LIMIT_PROCESSOR_TIME,
};

/// How a resumed branch stopped.
enum mdl_outcome_kind {
    /// The branch's function returned.
    MDL_RETURNED,
    /// It raised an error that nothing caught.
    MDL_FAILED,
    /// It calls the host and waits.
    MDL_CALLED,
    /// A limit was reached; the VM can only be destroyed.
    MDL_KILLED,
    /// The source does not compile.
    MDL_SYNTAX,
};

/// What a branch asks of the host.
enum mdl_operation {
    /// A host function, by name.
    MDL_OP_CALL,
    /// The source of a module, by name.
    MDL_OP_REQUIRE,
    /// That another branch finishes loading a module.
    MDL_OP_AWAIT_MODULE,
    /// To run functions as branches: the payload is [names, options], the functions are kept under `token`.
    MDL_OP_FORK,
    /// To open a scope: the payload is [kind, title].
    MDL_OP_SCOPE_OPEN,
    /// To close it: the payload is [failure or nil].
    MDL_OP_SCOPE_CLOSE,
    /// To raise or lower the branch's shield: the payload is [boolean].
    MDL_OP_SHIELD,
    /// Why the branch, which is cancelled, gets an error at its next call; false where it gets none.
    MDL_OP_CANCELLED,
};

/// How a call of a host function travels.
enum mdl_style {
    /// The branch waits; an error while a module loads.
    MDL_STYLE_CALL,
    /// Nothing waits: queued for mdl_vm_take_notification.
    MDL_STYLE_NOTIFICATION,
};

/// How a branch stopped, and with what.
typedef struct {
    int32_t kind;
    /// MDL_CALLED: what is asked for, of mdl_operation. MDL_KILLED: the limit, of mdl_limit.
    int32_t operation;
    /// MDL_CALLED: the function's or module's name. Else the error's message.
    mdl_span name;
    /// MDL_CALLED: the arguments, encoded. MDL_FAILED: [{chunk, line} that the message began with or nil, the error
    /// value or nil when it cannot be], encoded.
    mdl_span payload;
    /// The Lua frames, innermost first: a list of {chunk, function, line}, encoded. MDL_CALLED: the innermost one only.
    mdl_span frames;
    /// MDL_OP_FORK: the functions' token. MDL_KILLED: the limit's value.
    int64_t number;
    /// MDL_OP_CALL: the id of the library that calls; empty for the project's own code.
    mdl_span library;
    /// MDL_OP_CALL: the ids of the libraries whose code the call came through, innermost first: a list, encoded.
    mdl_span through;
} mdl_outcome;

/// What a waiting branch is resumed with.
enum mdl_reply_kind {
    /// The encoded value becomes the call's result.
    MDL_REPLY_VALUE,
    /// The encoded table is raised as an error.
    MDL_REPLY_FAILURE,
    /// A module's source text, `name` being its chunk name.
    MDL_REPLY_SOURCE,
    /// The results of a fork: [[[branch, state]…], first failed or nil], encoded.
    MDL_REPLY_FORK,
};

/// The states of a branch in the results of a fork.
enum mdl_branch_state { MDL_BRANCH_RETURNED, MDL_BRANCH_FAILED, MDL_BRANCH_CANCELLED, MDL_BRANCH_NOT_STARTED };

typedef struct {
    int32_t kind;
    mdl_span value;
    mdl_span name;
} mdl_reply;

/// Which globals a VM has.
enum mdl_dialect {
    /// The sandboxed standard library.
    MDL_RECIPE,
    /// Nothing but `secret`.
    MDL_DATA,
};

/// Makes a VM, or returns NULL with a static message in `error`. `time` is in milliseconds since 1970.
mdl_vm *mdl_vm_create(const mdl_limits *limits, int32_t dialect, int64_t seed, int64_t time, const char **error);
/// Frees the VM and all it holds.
void mdl_vm_destroy(mdl_vm *vm);
/// Sets the clock of the recipe, in milliseconds since 1970. It does not go back.
void mdl_vm_set_time(mdl_vm *vm, int64_t time);
/// Bytes that Lua uses now.
int64_t mdl_vm_memory(const mdl_vm *vm);

/// Declares a host function; it becomes a global of recipes unless a private chunk exports one of that name.
void mdl_vm_declare(mdl_vm *vm, mdl_span name, int32_t style);
/// Declares a name of Lua's own that recipes do not have, such as "os.getenv", and why, with what to write instead.
void mdl_vm_withhold(mdl_vm *vm, mdl_span name, mdl_span reason);
/// Declares a library: `facts` is an encoded table with `requires` (the chunks its `require` finds, by name) and
/// `denials` (why it may not call what it may not call, by name). The empty id is the project's own code. Its chunks are
/// named "<id>:<path>". False where the facts are no such table.
bool mdl_vm_declare_library(mdl_vm *vm, mdl_span id, mdl_span facts);
/// Runs a private chunk, which sees `host` and `exports` and may not call the host.
/// MDL_RETURNED, or how it failed.
mdl_outcome mdl_vm_run_private(mdl_vm *vm, mdl_span chunk, mdl_span text);

/// Opens branch `id` with the chunk as its function. MDL_RETURNED, MDL_SYNTAX or MDL_FAILED.
mdl_outcome mdl_branch_load(mdl_vm *vm, int64_t id, mdl_span chunk, mdl_span text);
/// Opens branch `id` with function `index` (from 1) of a fork, as a child of branch `parent`. False without memory.
mdl_outcome mdl_branch_fork(mdl_vm *vm, int64_t id, int64_t parent, int64_t token, int64_t index);
/// Begins a turn: from here on, `turn` instructions may run until the next.
void mdl_vm_begin_turn(mdl_vm *vm);
/// Starts or continues a branch. `reply` is NULL at the start only.
mdl_outcome mdl_branch_resume(mdl_vm *vm, int64_t id, const mdl_reply *reply);
/// Encodes what branch `id` returned (or raised) as MDL_RETURNED, or MDL_FAILED with the reason it cannot be encoded.
mdl_outcome mdl_branch_result(mdl_vm *vm, int64_t id);
/// The next queued notification as MDL_CALLED with name, payload and frames. False when there is none.
bool mdl_vm_take_notification(mdl_vm *vm, mdl_outcome *notification);
/// 0: not asked for, 1: loading, 2: loaded; `loader` is the branch that loads it.
int32_t mdl_module_state(mdl_vm *vm, mdl_span name, int64_t *loader);

/// Decodes a value into Lua and encodes it again (for tests of the codec). MDL_RETURNED or MDL_FAILED.
mdl_outcome mdl_vm_round_trip(mdl_vm *vm, mdl_span value);
/// The version of the linked Lua, such as "Lua 5.4.4".
const char *mdl_lua_version(void);

#endif
