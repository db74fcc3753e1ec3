// Which globals a source text sets, as far as a look at its words can tell: reading one of them before it is set gives
// nil, as everywhere in Lua, while a name that nothing sets is a mistake. What it takes for a global too many does no
// harm; before a run begins, moondock itself looks at the text more closely.
#include <ctype.h>
#include <string.h>

#include "modules/mdl_modules.h"

enum { MAX_NESTING = 256, MAX_NAMES = 64 };

typedef struct {
    const char *text;
    size_t length;
} word;

typedef struct {
    lua_State *L;
    const char *p, *end;
    /// What is open, innermost last: '{' or anything else.
    char open[MAX_NESTING];
    int nesting;
    /// The names of an assignment whose '=' has not come.
    word names[MAX_NAMES];
    int count;
    /// The word or sign before.
    word before;
    bool is_local, is_function, is_global_field;
} scan;

static bool is(word w, const char *text) { return w.length == strlen(text) && memcmp(w.text, text, w.length) == 0; }

static bool is_one_of(word w, const char *const *words) {
    for (; *words != NULL; words++)
        if (is(w, *words)) return true;
    return false;
}

static void set(scan *s, word name) {
    lua_pushlstring(s->L, name.text, name.length);
    lua_pushboolean(s->L, 1);
    lua_rawset(s->L, -3);
}

// The number of '=' signs of a long bracket that begins at `p`, or -1.
static int long_bracket(const scan *s, const char *p) {
    int level = 0;
    if (p >= s->end || *p != '[') return -1;
    for (p++; p < s->end && *p == '='; p++) level++;
    return p < s->end && *p == '[' ? level : -1;
}

static void skip_long_bracket(scan *s, int level) {
    for (s->p += level + 2; s->p < s->end; s->p++) {
        if (*s->p != ']') continue;
        const char *p = s->p + 1;
        while (p < s->end && *p == '=') p++;
        if (p < s->end && *p == ']' && p - s->p == level + 1) {
            s->p = p + 1;
            return;
        }
    }
}

static void skip_comment(scan *s) {
    s->p += 2;
    int level = long_bracket(s, s->p);
    if (level >= 0) {
        skip_long_bracket(s, level);
    } else {
        while (s->p < s->end && *s->p != '\n') s->p++;
    }
}

static void skip_string(scan *s) {
    char quote = *s->p++;
    for (; s->p < s->end && *s->p != quote && *s->p != '\n'; s->p++) s->p += *s->p == '\\' && s->p + 1 < s->end;
    if (s->p < s->end) s->p++;
}

static void open_block(scan *s, char what) {
    if (s->nesting < MAX_NESTING) s->open[s->nesting] = what;
    s->nesting++;
}

static bool is_in_table(const scan *s) {
    return s->nesting > 0 && s->nesting <= MAX_NESTING && s->open[s->nesting - 1] == '{';
}

static bool is_word_before(const scan *s, const char *text) { return is(s->before, text); }

static void take_name(scan *s, word w) {
    static const char *const of_local[] = {"local", "for", ",", "<", "function", NULL};
    // A statement may end where the next begins: `local a b = 1`.
    if (s->is_local && !is_one_of(s->before, of_local)) s->is_local = false;
    bool is_field = is_word_before(s, ".") || is_word_before(s, ":");
    if (is_word_before(s, "function")) s->is_function = !s->is_local;
    s->is_global_field = is_field && s->is_global_field;
    // Whoever writes _G.name knows that it may be missing.
    if (s->is_global_field) set(s, w);
    if (s->is_local || is_in_table(s) || (is_field && !s->is_global_field) || s->count == MAX_NAMES) return;
    s->names[s->count++] = w;
}

static void take_word(scan *s, word w) {
    static const char *const opening[] = {"function", "if", "do", "repeat", NULL};
    static const char *const closing[] = {"end", "until", NULL};
    static const char *const others[] = {"and",  "break", "else",   "elseif", "false", "goto",  "in",
                                         "nil",  "not",   "or",     "return", "then",  "true",  "while",
                                         "for",  "local", NULL};
    if (is_one_of(w, opening)) open_block(s, 'f');
    else if (is_one_of(w, closing)) s->nesting -= s->nesting > 0;
    else if (!is_one_of(w, others)) return take_name(s, w);
    s->count = 0;
    if (!is(w, "function")) s->is_local = is(w, "local") || is(w, "for");
}

static void take_sign(scan *s, char sign) {
    if (sign == 0) sign = ';';
    bool is_assignment = sign == '=' && (s->p == s->end || *s->p != '=') && !strchr("=~<>", s->before.text[0]);
    for (int i = 0; i < s->count; i++) {
        if (is_assignment || (s->is_function && sign == '(')) set(s, s->names[i]);
    }
    if (strchr("({[", sign)) open_block(s, sign);
    if (strchr(")}]", sign)) s->nesting -= s->nesting > 0;
    // Of `a, b.c = …` the first is a global.
    s->is_global_field = sign == '.' && (is_word_before(s, "_G") || is_word_before(s, "_ENV"));
    if (sign == '.' || sign == ':' || sign == '[') s->count -= s->count > 0;
    else if (sign != ',') s->count = 0;
    if (!strchr(",<>", sign)) s->is_local = s->is_function = false;
}

void mdl_note_assigned(lua_State *L, mdl_span text) {
    scan s = {.L = L, .p = (const char *)text.bytes, .before = {";", 1}};
    s.end = s.p + text.count;
    while (s.p < s.end) {
        const char *start = s.p;
        int level = long_bracket(&s, s.p);
        if (isspace((uint8_t)*s.p)) {
            s.p++;
            continue;
        }
        if (s.p + 1 < s.end && s.p[0] == '-' && s.p[1] == '-') {
            skip_comment(&s);
            continue;
        }
        if (level >= 0) skip_long_bracket(&s, level);
        else if (*s.p == '"' || *s.p == '\'') skip_string(&s);
        else if (isalnum((uint8_t)*s.p) || *s.p == '_') while (s.p < s.end && (isalnum((uint8_t)*s.p) || *s.p == '_')) s.p++;
        else s.p++;
        word w = {start, (size_t)(s.p - start)};
        if (isalpha((uint8_t)*start) || *start == '_') take_word(&s, w);
        else take_sign(&s, *start == '"' || *start == '\'' || level >= 0 || isdigit((uint8_t)*start) ? ';' : *start);
        s.before = w;
    }
}
