#include "commands.h"

#include "check/cascade.h"
#include "check/check.h"
#include "check/kept.h"
#include "check/traced.h"
#include "emit/emit.h"
#include "emit/registry.h"
#include "emit/rule.h"
#include "emit/svg.h"
#include "read/load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int command_printed(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return OK;
    fprintf(stderr, "fsmgen: cannot write: %s\n", strerror(errno));
    return FAILED;
}

int command_usage(const char *why, const char *what)
{
    fprintf(stderr, "fsmgen: %s%s%s (see fsmgen --help)\n", why, what ? ": " : "",
            what ? what : "");
    return USAGE;
}

static struct fg_machine *load(struct job *job, const char *name)
{
    struct fg_machine *machine = fg_arena_get(&job->arena, sizeof *machine);
    size_t errors = job->log.errors;
    if (fg_load_among(machine, &job->arena, &job->log, name, job->folder))
        fg_check(machine);
    fg_log_flush(&job->log);
    for (size_t i = 0; i < machine->files.count; i++)
        fg_files_add(&job->arena, &job->read, machine->files.at[i]);
    return job->log.errors == errors ? machine : NULL;
}

/* Loads all files and joins them. Null if anything is wrong. A single file may be one of several
 * machines, unless `whole` says that it is all of them. */
static struct fg_cascade *load_all(struct job *job, bool whole)
{
    struct fg_machine **machine = fg_arena_get(&job->arena, (size_t)job->files * sizeof *machine);
    job->machine = machine;
    bool sound = true;
    for (int i = 0; i < job->files; i++) {
        machine[i] = load(job, job->file[i]);
        sound = sound && machine[i];
    }
    if (!sound)
        return NULL;
    struct fg_cascade *cascade =
        fg_cascade(&job->arena, &job->log, machine, (size_t)job->files, whole || job->files > 1);
    fg_log_flush(&job->log);
    return job->log.errors ? NULL : cascade;
}

/* If no list is asked for, true, and *list is null. */
static bool read_list(struct job *job, struct fg_clauses **list)
{
    *list = job->list ? fg_arena_get(&job->arena, sizeof **list) : NULL;
    if (*list)
        fg_files_add(&job->arena, &job->read, job->list);
    if (!*list || fg_clauses_read(*list, &job->arena, &job->log, job->list))
        return true;
    fg_log_flush(&job->log);
    return false;
}

/* Null if no C is asked for. *sound is false after a complaint. */
static struct fg_code *read_code(struct job *job, bool *sound)
{
    struct fg_code *code = job->codes ? fg_arena_get(&job->arena, sizeof *code) : NULL;
    *sound = true;
    for (int i = 0; i < job->codes && *sound; i++)
        *sound = fg_code_read(code, &job->arena, &job->log, job->code[i]);
    fg_log_flush(&job->log);
    for (size_t i = 0; code && i < code->files.count; i++)
        fg_files_add(&job->arena, &job->read, code->files.at[i]->source.name);
    return code;
}

/* Checks the rows of each file against the list, then C against it, then the list against all rows
 * and all C. */
static bool check_traced(struct job *job, const struct fg_clauses *list, const struct fg_code *code)
{
    for (int i = 0; i < job->files; i++) {
        fg_check_cited(list, job->machine[i]);
        fg_check_replaced(list, job->machine[i]);
        fg_log_flush(&job->log);
    }
    fg_check_replacements(list, &job->log, job->machine, (size_t)job->files);
    if (code) {
        fg_check_code_cited(list, code, &job->log);
        fg_log_flush(&job->log);
        fg_check_kept(list, code, &job->arena, &job->log);
    }
    fg_check_answered(list, &job->log, job->machine, (size_t)job->files, code);
    fg_log_flush(&job->log);
    return job->log.errors == 0;
}

static void print_ok(const char *name, const struct fg_machine *machine)
{
    if (machine->decision)
        printf("%s: ok: %zu conditions, %zu answers, %zu rows\n", name, machine->guards.count,
               machine->actions.count, machine->rows.count);
    else
        printf("%s: ok: %zu states, %zu events, %zu rows\n", name, machine->states.count,
               machine->width, machine->rows.count);
}

/* "fsm/clauses.txt: ok: 253 musts: 187 kept, 12 in part, 19 missing, 35 not offered" */
static void print_musts(const struct job *job, const struct fg_clauses *list)
{
    static const char *const word[FG_MUST_STATUSES] = {"kept", "in part", "missing", "not offered"};
    size_t count[FG_MUST_STATUSES] = {0};
    for (size_t i = 0; i < list->musts.count; i++)
        count[list->musts.at[i].status]++;
    printf("%s: ok: %zu musts:", job->list, list->musts.count);
    for (int s = 0; s < FG_MUST_STATUSES; s++)
        printf("%s %zu %s", s ? "," : "", count[s], word[s]);
    printf("\n");
}

static void print_clauses(const struct job *job, const struct fg_clauses *list,
                          const struct fg_code *code)
{
    size_t citations = 0;
    for (size_t i = 0; code && i < code->files.count; i++)
        for (size_t c = 0; c < code->files.at[i]->citations.count; c++)
            citations += fg_clauses_document(list, code->files.at[i]->citations.at[c].clause) != 0;
    printf("%s: ok: %zu clauses, each answered by a row%s, and each citation is of one of them\n",
           job->list, list->list.count, code ? " or by C" : "");
    if (code)
        printf("%s: ok: %zu citations in %zu files of C\n", job->list, citations,
               code->files.count);
}

/* No file is reported as ok before all are ok: an error between the files concerns each of them. */
static int check(struct job *job)
{
    struct fg_clauses *list;
    if (job->codes && !job->list)
        return command_usage("--code needs --clauses", NULL);
    bool coded, listed = read_list(job, &list);
    const struct fg_cascade *cascade = load_all(job, false);
    const struct fg_code *code = read_code(job, &coded);
    if (!cascade || !listed || !coded || (list && !check_traced(job, list, code)))
        return FAILED;
    for (int i = 0; i < job->files; i++)
        print_ok(job->file[i], job->machine[i]);
    if (list)
        print_clauses(job, list, code);
    if (list && list->musts.count)
        print_musts(job, list);
    if (job->files > 1) {
        printf("cascade: at most %llu effects from one input",
               (unsigned long long)cascade->effects);
        for (size_t i = 0; i < cascade->sinks.count; i++)
            printf("%s%llu to %s", i ? ", " : ": ", (unsigned long long)cascade->sinks.at[i].most,
                   cascade->sinks.at[i].name);
        printf("\n");
    }
    return command_printed();
}

static const char *path(struct job *job, const struct fg_machine *machine, const char *suffix)
{
    const char *directory = job->output ? job->output : ".";
    return fg_arena_print(&job->arena, "%s/%s%s", directory, machine->name.symbol->text, suffix);
}

/* Makes the folder that -o names, if it does not exist. Called only when there is something to put
 * into it. */
static bool make_room(struct job *job)
{
    return !job->output || fg_output_folder(&job->arena, job->output);
}

/* An output must not overwrite a table because of a mistyped name. */
static bool is_read(const struct job *job, const char *name)
{
    const char *read = fg_files_find(&job->read, name);
    if (read)
        fprintf(stderr, "fsmgen: cannot write %s: %s is an input, and would be lost\n", name, read);
    return read;
}

static bool write_file(struct job *job, const struct fg_output *output, const char *name)
{
    if (is_read(job, name) || !fg_output_file(output, name))
        return false;
    fg_files_add(&job->arena, &job->made, name);
    return true;
}

/* Writes one file, or to stdout without -o. */
static int put(struct job *job, const struct fg_machine *machine, const struct fg_output *output,
               const char *suffix)
{
    bool written = job->output
                       ? make_room(job) && write_file(job, output, path(job, machine, suffix))
                       : fg_output_stdout(output);
    return written ? OK : FAILED;
}

static int emit_c(struct job *job)
{
    struct fg_machine *machine = load(job, job->file[0]);
    struct fg_output header = {.arena = &job->arena}, table = header, names = header;
    if (!machine)
        return FAILED;
    fg_emit_c_header(machine, &header);
    fg_emit_c_names(machine, &names);
    if (!fg_emit_c_table(machine, &table)) {
        fg_log_flush(&job->log);
        return FAILED;
    }
    bool written = make_room(job) && write_file(job, &header, path(job, machine, "_fsm.h")) &&
                   write_file(job, &table, path(job, machine, "_fsm.c")) &&
                   write_file(job, &names, path(job, machine, "_fsm_names.c"));
    return written ? OK : FAILED;
}

/* An output that is one file, or goes to stdout. */
static int emit_one(struct job *job, void (*emit)(struct fg_machine *, struct fg_output *),
                    const char *suffix)
{
    struct fg_machine *machine = load(job, job->file[0]);
    struct fg_output output = {.arena = &job->arena};
    if (!machine)
        return FAILED;
    emit(machine, &output);
    return put(job, machine, &output, suffix);
}

static int emit_dot(struct job *job)
{
    return emit_one(job, fg_emit_dot, ".dot");
}

static int emit_bin(struct job *job)
{
    struct fg_machine *machine = load(job, job->file[0]);
    struct fg_output output = {.arena = &job->arena};
    if (!machine)
        return FAILED;
    if (!fg_emit_bin(machine, !job->strip, &output)) {
        fg_log_flush(&job->log);
        return FAILED;
    }
    return put(job, machine, &output, ".bin");
}

static int emit_svg(struct job *job)
{
    struct fg_machine *machine = load(job, job->file[0]);
    struct fg_output svg = {.arena = &job->arena};
    if (!machine || !fg_emit_svg(machine, &svg))
        return FAILED;
    return put(job, machine, &svg, ".svg");
}

static int emit_mermaid(struct job *job)
{
    return emit_one(job, fg_emit_mermaid, ".mmd");
}

static int emit_json(struct job *job)
{
    return emit_one(job, fg_emit_json, ".json");
}

static int emit_promela(struct job *job)
{
    return emit_one(job, fg_emit_promela, ".pml");
}

static int emit_markdown(struct job *job)
{
    struct fg_clauses *list;
    if (job->files > 1 && !job->output)
        return command_usage("pages of several machines need -o DIR", NULL);
    bool listed = read_list(job, &list);
    if (!load_all(job, false) || !listed)
        return FAILED;
    int code = OK;
    for (size_t i = 0; i < (size_t)job->files && code == OK; i++) {
        struct fg_output page = {.arena = &job->arena};
        fg_emit_markdown(job->machine, (size_t)job->files, i, list, job->root, job->pictures,
                         &page);
        code = put(job, job->machine[i], &page, ".md");
    }
    return code;
}

/* Makes the folder of a file, if it does not exist. */
static bool make_room_for(struct job *job, const char *name)
{
    const char *slash = strrchr(name, '/');
    size_t length = slash ? (size_t)(slash - name) : 0;
    return length == 0 || fg_output_folder(&job->arena, fg_arena_text(&job->arena, name, length));
}

/* The file that -o names. */
static int put_file(struct job *job, const struct fg_output *output)
{
    return make_room_for(job, job->output) && write_file(job, output, job->output) ? OK : FAILED;
}

static int emit_index(struct job *job)
{
    struct fg_clauses *list;
    struct fg_output page = {.arena = &job->arena};
    if (!job->output)
        return command_usage("emit index needs -o FILE", NULL);
    bool listed = read_list(job, &list);
    if (!load_all(job, false) || !listed)
        return FAILED;
    fg_emit_index(job->machine, (size_t)job->files, list, &page);
    return put_file(job, &page);
}

static int emit_departures(struct job *job)
{
    struct fg_clauses *list;
    struct fg_output page = {.arena = &job->arena};
    if (!job->output)
        return command_usage("emit departures needs -o FILE", NULL);
    bool listed = read_list(job, &list);
    if (!load_all(job, false) || !listed)
        return FAILED;
    fg_emit_departures(job->machine, (size_t)job->files, list, job->root, &page);
    return put_file(job, &page);
}

static int emit_clauses(struct job *job)
{
    struct fg_clauses *list;
    struct fg_output page = {.arena = &job->arena};
    if (!job->output || !job->list)
        return command_usage("emit clauses needs --clauses LIST and -o FILE", NULL);
    bool listed = read_list(job, &list);
    if (!load_all(job, false) || !listed)
        return FAILED;
    fg_emit_conformance(job->machine, (size_t)job->files, list, job->root, &page);
    return put_file(job, &page);
}

static int emit_cascade(struct job *job)
{
    struct fg_output header = {.arena = &job->arena};
    if (!job->output)
        return command_usage("emit cascade needs -o FILE", NULL);
    const struct fg_cascade *cascade = load_all(job, true);
    if (!cascade)
        return FAILED;
    fg_emit_cascade(cascade, job->output, &header);
    return put_file(job, &header);
}

static int emit_registry(struct job *job)
{
    struct fg_registry registry = {.arena = &job->arena,
                                   .log = &job->log,
                                   .machines = (size_t)job->files,
                                   .prefix = job->prefix ? job->prefix : FG_REGISTRY_PREFIX};
    struct fg_output header = {.arena = &job->arena}, table = header, names = header;
    if (!job->output)
        return command_usage("emit registry needs -o DIR", NULL);
    if (!fg_registry_is_prefix(registry.prefix))
        return command_usage("--prefix must be a valid start of names in C", registry.prefix);
    if (!load_all(job, true))
        return FAILED;
    registry.machine = job->machine;
    if (!fg_registry_build(&registry)) {
        fg_log_flush(&job->log);
        return FAILED;
    }
    fg_emit_registry_header(&registry, &header);
    fg_emit_registry_table(&registry, &table);
    fg_emit_registry_names(&registry, &names);
    const char *base = fg_arena_print(&job->arena, "%s/%s_registry", job->output, registry.prefix);
    bool written = make_room(job) &&
                   write_file(job, &header, fg_arena_print(&job->arena, "%s.h", base)) &&
                   write_file(job, &table, fg_arena_print(&job->arena, "%s.c", base)) &&
                   write_file(job, &names, fg_arena_print(&job->arena, "%s_names.c", base));
    return written ? OK : FAILED;
}

static int print(struct job *job)
{
    struct fg_machine *machine = load(job, job->file[0]);
    struct fg_output table = {.arena = &job->arena};
    if (!machine)
        return FAILED;
    fg_emit_print(machine, &table);
    return fg_output_stdout(&table) ? OK : FAILED;
}

/* A stamp that is not one of the outputs is an empty file. If its name ended like theirs, it would
 * be mistaken for an output. */
static bool looks_made(const struct job *job)
{
    const char *dot = strrchr(job->stamp, '.');
    if (!dot || fg_files_find(&job->made, job->stamp))
        return false;
    for (size_t i = 0; i < job->made.count; i++) {
        const char *made = strrchr(job->made.at[i], '.');
        if (made && strcmp(made, dot) == 0) {
            fprintf(stderr,
                    "fsmgen: the stamp %s would be an empty file whose name ends like that of the "
                    "output %s\n",
                    job->stamp, job->made.at[i]);
            return true;
        }
    }
    return false;
}

/* Called at the end: records what was made of which files, and when. */
int command_record(struct job *job)
{
    struct fg_files stamp = {.at = &job->stamp, .count = 1};
    const struct fg_files *target = job->stamp ? &stamp : &job->made;
    if ((job->deps && is_read(job, job->deps)) || (job->stamp && is_read(job, job->stamp)))
        return FAILED;
    if (job->deps && (fg_files_find(&job->made, job->deps) ||
                      (job->stamp && strcmp(job->deps, job->stamp) == 0)))
        return command_usage("--deps must name a file that is no other output", job->deps);
    if (job->stamp && looks_made(job))
        return FAILED;
    if (job->deps && !(make_room_for(job, job->deps) &&
                       fg_rule_write(&job->arena, job->deps, target, &job->read)))
        return FAILED;
    return !job->stamp || (make_room_for(job, job->stamp) && fg_stamp(job->stamp)) ? OK : FAILED;
}

const struct command commands[] = {
    {"check", NULL, check, MANY | LIST | CODE, "[--clauses LIST [--code PATH]...] FILE...",
     "checks tables, the cascade over all of them, and rows and C against clauses"},
    {"print", NULL, print, 0, "FILE", "the table with lists and wildcards expanded"},
    {"emit", "c", emit_c, OUTPUT, "FILE [-o DIR]", "<machine>_fsm.h, _fsm.c and _fsm_names.c"},
    {"emit", "bin", emit_bin, OUTPUT | STRIP, "[--strip] FILE [-o DIR]",
     "a table to load at run time"},
    {"emit", "dot", emit_dot, OUTPUT, "FILE [-o DIR]",
     "a diagram for Graphviz, to stdout without -o"},
    {"emit", "svg", emit_svg, OUTPUT, "FILE [-o DIR]",
     "the same diagram as a picture, drawn by Graphviz"},
    {"emit", "mermaid", emit_mermaid, OUTPUT, "FILE [-o DIR]",
     "a diagram for Markdown, to stdout without -o"},
    {"emit", "json", emit_json, OUTPUT, "FILE [-o DIR]",
     "the whole machine as JSON, to stdout without -o"},
    {"emit", "promela", emit_promela, OUTPUT, "FILE [-o DIR]",
     "a machine for the model checker Spin, to stdout without -o"},
    {"emit", "markdown", emit_markdown, MANY | OUTPUT | LIST | ROOT | PICTURES,
     "[--clauses LIST] [--root PATH] [--pictures] FILE... [-o DIR]",
     "a reference page, to stdout without -o; for several files one page each, which also say "
     "which events the machines raise in each other"},
    {"emit", "index", emit_index, MANY | OUTPUT | LIST, "[--clauses LIST] FILE... -o FILE",
     "the page that leads to the reference pages"},
    {"emit", "departures", emit_departures, MANY | OUTPUT | LIST | ROOT,
     "[--clauses LIST] [--root PATH] FILE... -o FILE",
     "the page of rows that do not do what a clause asks"},
    {"emit", "clauses", emit_clauses, MANY | OUTPUT | LIST | ROOT,
     "--clauses LIST [--root PATH] FILE... -o FILE",
     "the page of all `must` lines: what is kept, what is missing, and where"},
    {"emit", "cascade", emit_cascade, MANY | OUTPUT, "FILE... -o FILE",
     "a header with the bounds of the effect queue"},
    {"emit", "registry", emit_registry, MANY | OUTPUT | PREFIX, "[--prefix NAME] FILE... -o DIR",
     "the list of the machines of a program: NAME_registry.h, .c, _names.c"},
};
const size_t command_count = sizeof commands / sizeof *commands;
