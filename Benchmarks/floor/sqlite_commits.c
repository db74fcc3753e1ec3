// Inserts rows of 300 bytes, one durable commit each, and prints the commits per second.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "--version") == 0) return puts(sqlite3_libversion()) < 0;
    if (count < 3) return 2;
    sqlite3 *database;
    sqlite3_stmt *begin, *insert, *commit;
    int rows = atoi(arguments[2]);
    char body[300];
    memset(body, 'x', sizeof body);
    if (sqlite3_open(arguments[1], &database) != SQLITE_OK) return 1;
    if (sqlite3_exec(database,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
                     NULL, NULL, NULL) != SQLITE_OK)
        return 1;
    sqlite3_prepare_v2(database, "BEGIN IMMEDIATE", -1, &begin, NULL);
    sqlite3_prepare_v2(database, "INSERT INTO event (body) VALUES (?)", -1, &insert, NULL);
    sqlite3_prepare_v2(database, "COMMIT", -1, &commit, NULL);
    sqlite3_bind_blob(insert, 1, body, sizeof body, SQLITE_STATIC);
    double start = seconds();
    for (int row = 0; row < rows; row++) {
        if (sqlite3_step(begin) != SQLITE_DONE || sqlite3_step(insert) != SQLITE_DONE ||
            sqlite3_step(commit) != SQLITE_DONE)
            return 1;
        sqlite3_reset(begin);
        sqlite3_reset(insert);
        sqlite3_reset(commit);
    }
    printf("%.1f\n", rows / (seconds() - start));
    sqlite3_finalize(begin);
    sqlite3_finalize(insert);
    sqlite3_finalize(commit);
    return sqlite3_close(database) == SQLITE_OK ? 0 : 1;
}
