#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "PowerLoss.h"

enum { MAX_FILES = 16, MAX_PATH = 1024, SECTOR = 512 };

typedef struct {
    uint8_t *bytes;
    int64_t count;
} image;

// A write that was not synced.
typedef struct pending {
    struct pending *next;
    int64_t offset, count;
    uint8_t bytes[];
} pending;

// One watched file: what is on disk for certain, and what has been written since.
typedef struct {
    char name[MAX_PATH];
    image durable, current;
    pending *first, *last;
} watched;

typedef struct {
    sqlite3_file base;
    watched *file;
    sqlite3_file *real;
} opened;

static sqlite3_vfs vfs, *usual;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static watched files[MAX_FILES];
static int file_count;
static char folder[MAX_PATH], target[MAX_PATH];
static pl_plan plan;
static const int64_t *acknowledged;
static int64_t operations, acknowledged_then;
static bool has_happened;

static void set(image *image, const uint8_t *bytes, int64_t count) {
    uint8_t *copy = malloc(count > 0 ? (size_t)count : 1);
    memcpy(copy, bytes, (size_t)count);
    free(image->bytes);
    image->bytes = copy;
    image->count = count;
}

static void put(image *image, const uint8_t *bytes, int64_t count, int64_t offset) {
    if (offset + count > image->count) {
        image->bytes = realloc(image->bytes, (size_t)(offset + count));
        memset(image->bytes + image->count, 0, (size_t)(offset + count - image->count));
        image->count = offset + count;
    }
    memcpy(image->bytes + offset, bytes, (size_t)count);
}

static void forget_pending(watched *file) {
    while (file->first != NULL) {
        pending *next = file->first->next;
        free(file->first);
        file->first = next;
    }
    file->last = NULL;
}

static uint64_t next_random(uint64_t *state) {
    uint64_t mixed = (*state += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

// Writes what the disk has: what was synced, and of the rest any sectors or none.
static void lose_power(void) {
    uint64_t random = plan.seed;
    for (int i = 0; i < file_count; i++) {
        watched *file = &files[i];
        image left = {NULL, 0};
        char path[2 * MAX_PATH];
        if (file->durable.bytes == NULL && file->first == NULL) continue;
        set(&left, file->durable.bytes ? file->durable.bytes : (const uint8_t *)"", file->durable.count);
        for (pending *write = file->first; write != NULL; write = write->next) {
            for (int64_t at = 0; at < write->count; at += SECTOR) {
                int64_t count = write->count - at < SECTOR ? write->count - at : SECTOR;
                if (next_random(&random) & 1) put(&left, write->bytes + at, count, write->offset + at);
            }
        }
        snprintf(path, sizeof path, "%s/%s", target, file->name);
        FILE *output = fopen(path, "wb");
        if (output != NULL) {
            fwrite(left.bytes, 1, (size_t)left.count, output);
            fclose(output);
        }
        free(left.bytes);
    }
}

// Counts an operation, and lets happen what is planned for it. The result SQLite is to be given instead, or SQLITE_OK.
static int operation(bool is_sync) {
    operations++;
    if (has_happened || operations < plan.operation || plan.event == PL_COUNT) return SQLITE_OK;
    // A failure waits for an operation that can fail that way.
    if ((plan.event == PL_SYNC_FAILS && !is_sync) || (plan.event == PL_DISK_FULL && is_sync)) return SQLITE_OK;
    has_happened = true;
    acknowledged_then = __atomic_load_n(acknowledged, __ATOMIC_SEQ_CST);
    if (plan.event == PL_POWER_LOSS) lose_power();
    if (plan.event == PL_SYNC_FAILS) return SQLITE_IOERR_FSYNC;
    return plan.event == PL_DISK_FULL ? SQLITE_FULL : SQLITE_OK;
}

static sqlite3_file *real_of(sqlite3_file *file) { return ((opened *)file)->real; }

static int close_file(sqlite3_file *file) { return real_of(file)->pMethods->xClose(real_of(file)); }

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    return real_of(file)->pMethods->xRead(real_of(file), bytes, count, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    watched *watched = ((opened *)file)->file;
    if (watched != NULL) {
        pthread_mutex_lock(&mutex);
        int result = operation(false);
        if (result == SQLITE_OK) {
            pending *write = malloc(sizeof *write + (size_t)count);
            *write = (pending){NULL, offset, count};
            memcpy(write->bytes, bytes, (size_t)count);
            if (watched->last != NULL) watched->last->next = write;
            else watched->first = write;
            watched->last = write;
            put(&watched->current, bytes, count, offset);
        }
        pthread_mutex_unlock(&mutex);
        if (result != SQLITE_OK) return result;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, count, offset);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    watched *watched = ((opened *)file)->file;
    if (watched != NULL) {
        pthread_mutex_lock(&mutex);
        operation(false);
        if (size < watched->current.count) watched->current.count = size;
        pthread_mutex_unlock(&mutex);
    }
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int sync_file(sqlite3_file *file, int flags) {
    watched *watched = ((opened *)file)->file;
    if (watched != NULL) {
        pthread_mutex_lock(&mutex);
        int result = operation(true);
        if (result == SQLITE_OK) {
            set(&watched->durable, watched->current.bytes ? watched->current.bytes : (const uint8_t *)"",
                watched->current.count);
            forget_pending(watched);
        }
        pthread_mutex_unlock(&mutex);
        if (result != SQLITE_OK) return result;
    }
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
static int lock_file(sqlite3_file *file, int level) { return real_of(file)->pMethods->xLock(real_of(file), level); }
static int unlock_file(sqlite3_file *file, int level) { return real_of(file)->pMethods->xUnlock(real_of(file), level); }
static int check_lock(sqlite3_file *file, int *result) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), result);
}
static int control(sqlite3_file *file, int what, void *argument) {
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}
static int sector_size(sqlite3_file *file) { return real_of(file)->pMethods->xSectorSize(real_of(file)); }
static int characteristics(sqlite3_file *file) {
    // Nothing that a disk which tears writes would not have.
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file)) & ~SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
static int map_shared(sqlite3_file *file, int region, int size, int extends, void volatile **memory) {
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extends, memory);
}
static int lock_shared(sqlite3_file *file, int offset, int count, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
static void barrier(sqlite3_file *file) { real_of(file)->pMethods->xShmBarrier(real_of(file)); }
static int unmap_shared(sqlite3_file *file, int deletes) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), deletes);
}

static const sqlite3_io_methods methods = {
    2,         close_file, read_file,   write_file,      truncate_file, sync_file,   file_size, lock_file, unlock_file,
    check_lock, control,   sector_size, characteristics, map_shared,    lock_shared, barrier,   unmap_shared,
};

// The record of a file in the watched folder; NULL for any other.
static watched *record(const char *path) {
    size_t length = strlen(folder);
    if (path == NULL || length == 0 || strncmp(path, folder, length) != 0 || path[length] != '/') return NULL;
    const char *name = path + length + 1;
    for (int i = 0; i < file_count; i++) {
        if (strcmp(files[i].name, name) == 0) return &files[i];
    }
    if (file_count == MAX_FILES || strlen(name) >= MAX_PATH) return NULL;
    watched *file = &files[file_count++];
    memset(file, 0, sizeof *file);
    strcpy(file->name, name);
    return file;
}

static int open_file(sqlite3_vfs *self, const char *path, sqlite3_file *file, int flags, int *given) {
    (void)self;
    opened *opening = (opened *)file;
    opening->real = (sqlite3_file *)(opening + 1);
    opening->file = NULL;
    opening->base.pMethods = NULL;
    int result = usual->xOpen(usual, path, opening->real, flags, given);
    if (result != SQLITE_OK) return result;
    pthread_mutex_lock(&mutex);
    if (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) opening->file = record(path);
    pthread_mutex_unlock(&mutex);
    opening->base.pMethods = &methods;
    return SQLITE_OK;
}

// A deletion is on disk when it is done: SQLite asks for the folder to be synced.
static int delete_file(sqlite3_vfs *self, const char *path, int syncs_folder) {
    (void)self;
    pthread_mutex_lock(&mutex);
    watched *file = record(path);
    if (file != NULL) {
        forget_pending(file);
        free(file->durable.bytes);
        free(file->current.bytes);
        file->durable = file->current = (image){NULL, 0};
    }
    pthread_mutex_unlock(&mutex);
    return usual->xDelete(usual, path, syncs_folder);
}

int pl_install(void) {
    usual = sqlite3_vfs_find("unix");
    if (usual == NULL) return SQLITE_ERROR;
    vfs = *usual;
    vfs.pNext = NULL;
    vfs.zName = "power-loss";
    vfs.szOsFile = (int)sizeof(opened) + usual->szOsFile;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    return sqlite3_vfs_register(&vfs, 1);
}

void pl_watch(const char *path, const pl_plan *wanted, const int64_t *counter) {
    pthread_mutex_lock(&mutex);
    snprintf(folder, sizeof folder, "%s", path);
    snprintf(target, sizeof target, "%s", wanted->target ? wanted->target : "");
    plan = *wanted;
    acknowledged = counter;
    operations = acknowledged_then = 0;
    has_happened = false;
    pthread_mutex_unlock(&mutex);
}

int64_t pl_end(bool *happened, int64_t *count) {
    pthread_mutex_lock(&mutex);
    folder[0] = 0;
    for (int i = 0; i < file_count; i++) {
        forget_pending(&files[i]);
        free(files[i].durable.bytes);
        free(files[i].current.bytes);
        files[i].durable = files[i].current = (image){NULL, 0};
    }
    file_count = 0;
    *happened = has_happened;
    *count = acknowledged_then;
    int64_t total = operations;
    pthread_mutex_unlock(&mutex);
    return total;
}
