/*
 * What a quirk keeps from call to call: all that it allocated and all its variables, as the probe left them.
 * Part of qemu.c. After each call they are compared with that, the cookie apart.
 */

/* As the probe left it; the variables also as they are before any. */
static uint64_t saved_heap[HEAP_SIZE / 8 + HEAP_END];
static uint32_t saved_used;
static uint8_t saved_variables[HEAP_SIZE], first_variables[HEAP_SIZE];
static uint64_t saved_cookie;
static const MemoryRegion *trapped;
/* What the callbacks get: most often the quirk's structure. */
static void *opaque;

static uint32_t variables_size(void) {
    uint32_t size = __stop_patch_state - __start_patch_state;
    if (size > HEAP_SIZE) {
        stop(STOP_MEMORY);
    }
    return size;
}

/* Bytes that were seen changed, cookie apart, each once. */
enum holder { STRUCTURE, ALLOCATION, VARIABLE };
#define MOST_CHANGES 32
static struct change { uint32_t holder, variable, offset; } changes[MOST_CHANGES];
static uint32_t changed;
EXPORT(changes) struct change *get_changes(void) { return changes; }
EXPORT(changed) uint32_t get_changed(void) { return changed; }

static void note_change(struct change found) {
    for (uint32_t i = 0; i < changed; i++) {
        if (__builtin_memcmp(&changes[i], &found, sizeof found) == 0) {
            return;
        }
    }
    if (changed < MOST_CHANGES) {
        changes[changed++] = found;
    }
}

static struct change in_heap(uint32_t at) {
    uint32_t block = 0;
    while (block < saved_used && block + (uint32_t)saved_heap[block] <= at / 8) {
        block += (uint32_t)saved_heap[block];
    }
    enum holder holder = opaque == heap + block + 1 ? STRUCTURE : ALLOCATION;
    return (struct change){ .holder = holder, .offset = at - 8 * (block + 1) };
}

static struct change in_variables(uint32_t at) {
    const uint8_t *address = __start_patch_state + at;
    uint32_t nearest = 0;
    for (uint32_t i = 0; quirk_variables[i]; i++) {
        if (quirk_variables[i] <= address &&
            (quirk_variables[nearest] > address || quirk_variables[i] > quirk_variables[nearest])) {
            nearest = i;
        }
    }
    return (struct change){ VARIABLE, nearest, address - quirk_variables[nearest] };
}

static bool differs(const void *now, const void *before, uint32_t size) {
    const uint8_t *a = now, *b = before;
    uint8_t any = 0;
    for (uint32_t i = 0; i < size; i++) {
        any |= a[i] ^ b[i];
    }
    return any;
}

static void note_changes(const void *now, const void *before, uint32_t size,
                         struct change (*place)(uint32_t at)) {
    const uint8_t *a = now, *b = before;
    for (uint32_t i = 0; i < size; i++) {
        if (a[i] != b[i]) {
            /* One for a word. */
            struct change found = place(i);
            found.offset &= ~3u;
            note_change(found);
        }
    }
}

static void save(void) {
    saved_used = heap_used;
    __builtin_memcpy(saved_heap, heap, 8 * (heap_used + HEAP_END));
    __builtin_memcpy(saved_variables, __start_patch_state, variables_size());
    __builtin_memcpy(&saved_qemu, &qemu, sizeof qemu);
}

static bool qemu_changed;

static void restore_machines(void) {
    if (qemu_changed) {
        __builtin_memcpy(machines, saved_machines, sizeof machines);
        qemu_changed = false;
    }
}

static void restore(void) {
    heap_used = saved_used;
    __builtin_memcpy(heap, saved_heap, 8 * (saved_used + HEAP_END));
    __builtin_memcpy(__start_patch_state, saved_variables, variables_size());
    restore_machines();
}

/* The variables as they were before any probe. */
static void restore_first(void) {
    static bool known;
    uint32_t size = variables_size();
    if (!known) {
        __builtin_memcpy(first_variables, __start_patch_state, size);
        known = true;
    }
    __builtin_memcpy(__start_patch_state, first_variables, size);
}

static void note_variables(const uint8_t *before) {
    uint32_t size = variables_size();
    if (differs(__start_patch_state, before, size)) {
        note_changes(__start_patch_state, before, size, in_variables);
    }
}

static void note_kept(uint64_t cookie) {
    /* What is new lies behind the rest. */
    uint32_t used = 8 * (saved_used + (heap_used > saved_used ? 0 : HEAP_END));
    quirk_set_cookie(opaque, saved_cookie);
    if (differs(heap, saved_heap, used)) {
        note_changes(heap, saved_heap, used, in_heap);
    }
    if (heap_used != saved_used) {
        note_change((struct change){ ALLOCATION });
    }
    note_variables(saved_variables);
    quirk_set_cookie(opaque, cookie);
}
