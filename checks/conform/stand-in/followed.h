/*
 * What a call looks at of all that the patch can change, and what it changes of it, by words of 32 bits.
 * Part of qemu.c. The patch's C says each access before it makes it (checks/conform/compiled/accesses.ts);
 * so does what the stand-in does for it. A followed word has no value of its own: it is asked for when it is
 * first looked at. Any other is as the probe left it in each call. So it is with the registers of the capabilities.
 */

/* How long the heap is, the heap, the variables. */
#define HEAP_WORDS (sizeof heap / 4)
#define MOST_WORDS (1 + HEAP_WORDS + HEAP_SIZE / 4)
#define NO_WORD MOST_WORDS

/* Of all calls: it is followed, some call looked at it, some call changed it. Of this call: its value is there, it was
 * written. */
enum word { FOLLOWED = 1, LOADED = 2, CHANGED = 4, PRESENT = 8, WRITTEN = 16 };
static uint8_t words[MOST_WORDS];
static bool following;

/* Words that are state and not followed: looked at by one call, changed by another. */
static uint32_t unfollowed;
EXPORT(unfollowed) uint32_t get_unfollowed(void) { return unfollowed; }

static void mark(uint32_t word, enum word how) {
    uint32_t before = words[word] & (FOLLOWED | LOADED | CHANGED);
    words[word] |= how;
    unfollowed += before != (LOADED | CHANGED) && (words[word] & (FOLLOWED | LOADED | CHANGED)) == (LOADED | CHANGED);
}

#define MOST_TOUCHED 4096
static uint32_t touched[MOST_TOUCHED], touched_values[MOST_TOUCHED];
static uint32_t touched_count;
EXPORT(touched) uint32_t *get_touched(void) { return touched; }
EXPORT(touched_values) uint32_t *get_touched_values(void) { return touched_values; }

/* A value of the state that the call begins in. */
__attribute__((import_module("quirkcheck"), import_name("word"))) uint32_t ask_word(uint32_t word);

/* A call looks at a word that another changed, and it is not followed: what is there is not what should be. */
__attribute__((import_module("quirkcheck"), import_name("more_state"))) _Noreturn void more_state(uint32_t word);

static uint32_t *address_of(uint32_t word) {
    if (word == 0) {
        return &heap_used;
    }
    word--;
    return word < HEAP_WORDS ? (uint32_t *)heap + word : (uint32_t *)__start_patch_state + (word - HEAP_WORDS);
}

static uint32_t word_of(const void *at) {
    uintptr_t address = (uintptr_t)at;
    if (address - (uintptr_t)heap < sizeof heap) {
        return 1 + (address - (uintptr_t)heap) / 4;
    }
    /* The section's last word may be cut short. */
    if (address - (uintptr_t)__start_patch_state < variables_size()) {
        return 1 + HEAP_WORDS + (address - (uintptr_t)__start_patch_state) / 4;
    }
    return at == &heap_used ? 0 : NO_WORD;
}

/* As the probe left it. */
static uint32_t first_value(uint32_t word) {
    if (word == 0) {
        return saved_used;
    }
    word--;
    if (word >= HEAP_WORDS) {
        return ((uint32_t *)saved_variables)[word - HEAP_WORDS];
    }
    return word < 2 * saved_used ? ((uint32_t *)saved_heap)[word] : 0;
}

static void touch(uint32_t word) {
    if (!(words[word] & (PRESENT | WRITTEN))) {
        if (touched_count == MOST_TOUCHED) {
            stop(STOP_MEMORY);
        }
        touched[touched_count++] = word;
    }
}

static void look_at(uint32_t word) {
    if (words[word] & (PRESENT | WRITTEN)) {
        return;
    }
    if ((words[word] & (FOLLOWED | CHANGED)) == CHANGED) {
        more_state(word);
    }
    mark(word, LOADED);
    if (words[word] & FOLLOWED) {
        touch(word);
        words[word] |= PRESENT;
        *address_of(word) = ask_word(word);
    }
}

/* A register that the call may find in the capabilities: asked for as a word is. */
__attribute__((import_module("quirkcheck"), import_name("register"))) uint32_t ask_register(enum found what);
/* Those that this call has asked for, a bit each. */
static uint32_t found;

static void set_flags(uint32_t mask, uint32_t bits) {
    uint32_t flags = load(qemu.emulated + msi_capability + PCI_MSI_FLAGS, 2);
    /* QMASK: the device offers 32 vectors. */
    store_guest(PCI_MSI_FLAGS, (flags & (PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE | PCI_MSI_FLAGS_64BIT) & ~mask) |
                               bits | 5 << 1, 2);
}

static void store_found(enum found what, uint32_t value) {
    uint8_t *host = physical + msi_capability;
    switch (what) {
    case ENABLED: set_flags(PCI_MSI_FLAGS_ENABLE, value); break;
    case VECTORS: set_flags(PCI_MSI_FLAGS_QSIZE, value << 4); break;
    case LAYOUT: set_flags(PCI_MSI_FLAGS_64BIT, value << 7); break;
    case GUEST_ADDRESS: store_guest(PCI_MSI_ADDRESS_LO, value, 4); break;
    case GUEST_WORD_8: store_guest(PCI_MSI_DATA_32, value, 2); break;
    case GUEST_UPPER: store_guest(10, value, 4); break;
    case HOST_ADDRESS: store(host + PCI_MSI_ADDRESS_LO, value, 4); break;
    case HOST_WORD_8: store(host + PCI_MSI_DATA_32, value, 2); physical_upper = value >> 16; break;
    case HOST_UPPER: store(host + 10, value, 4); break;
    }
}

static void look_for(enum found what) {
    if (following && !(found >> what & 1)) {
        found |= 1u << what;
        store_found(what, ask_register(what));
    }
}

/* Bytes `from` to `to` - 1 of the capability are among those looked at, which begin at `at`. */
static bool meets(intptr_t at, size_t length, int32_t from, int32_t to) {
    return at < to && at + (intptr_t)length > from;
}

/* All else in configuration space is the same in every call: what a callback makes of it, nobody would see. */
static void note_look(intptr_t at, size_t length) {
    if (in_callback && (at < PCI_MSI_FLAGS || at + (intptr_t)length > 14)) {
        noted.effects |= CONFIG_LOOK;
    }
}

static void look_at_config(const uint8_t *byte, size_t length) {
    intptr_t at = byte - qemu.emulated - msi_capability;
    note_look(at, length);
    if (meets(at, length, PCI_MSI_FLAGS, PCI_MSI_FLAGS + 2)) {
        look_for(ENABLED);
        look_for(VECTORS);
        look_for(LAYOUT);
    }
    if (meets(at, length, PCI_MSI_ADDRESS_LO, PCI_MSI_ADDRESS_LO + 4)) {
        look_for(GUEST_ADDRESS);
    }
    if (meets(at, length, PCI_MSI_DATA_32, PCI_MSI_DATA_32 + 2)) {
        look_for(GUEST_WORD_8);
    }
    if (meets(at, length, 10, 14)) {
        look_for(GUEST_UPPER);
    }
}

static void look_at_file(const uint8_t *byte, size_t length) {
    intptr_t at = byte - physical - msi_capability;
    note_look(at, length);
    if (meets(at, length, PCI_MSI_ADDRESS_LO, PCI_MSI_ADDRESS_LO + 4)) {
        look_for(HOST_ADDRESS);
    }
    if (meets(at, length, PCI_MSI_DATA_32, PCI_MSI_DATA_32 + 2)) {
        look_for(HOST_WORD_8);
    }
    if (meets(at, length, 10, 14)) {
        look_for(HOST_UPPER);
    }
}

void stand_in_load(const void *at, uint32_t bytes) {
    if ((uintptr_t)at - (uintptr_t)qemu.emulated < sizeof qemu.emulated) {
        look_at_config(at, bytes);
    }
    if (following) {
        for (const uint8_t *byte = at, *end = byte + bytes; byte < end;
             byte = (const uint8_t *)(((uintptr_t)byte | 3) + 1)) {
            uint32_t word = word_of(byte);
            if (word != NO_WORD) {
                look_at(word);
            }
        }
    }
}

static bool overlaps(const void *at, uint32_t bytes, const void *object, uint32_t size) {
    return (uintptr_t)at < (uintptr_t)object + size && (uintptr_t)object < (uintptr_t)at + bytes;
}

void stand_in_store(const void *at, uint32_t bytes) {
    uintptr_t in_heap_at = (uintptr_t)at - (uintptr_t)heap;
    if (in_heap_at < sizeof heap && in_heap_at + bytes > 8 * (heap_used + HEAP_END)) {
        stop(STOP_STORE);
    }
    /* QEMU calls by what stands there: not to be changed once it is in place. */
    if (trapped && (overlaps(at, bytes, trapped, sizeof *trapped) ||
                    overlaps(at, bytes, trapped->ops, sizeof *trapped->ops))) {
        noted.effects |= REGION;
    }
    if (following) {
        for (const uint8_t *byte = at, *end = byte + bytes, *next; byte < end; byte = next) {
            next = (const uint8_t *)(((uintptr_t)byte | 3) + 1);
            uint32_t word = word_of(byte);
            if (word == NO_WORD) {
                continue;
            }
            /* The rest of the word stays as it is. */
            if (((uintptr_t)byte & 3 || next > end) && words[word] & FOLLOWED) {
                look_at(word);
            }
            touch(word);
            words[word] |= WRITTEN;
        }
    }
}

/* After a call: what it left in the words that it wrote, and all memory as the probe left it. */
static void take_touched(void) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < touched_count; i++) {
        uint32_t word = touched[i], value = *address_of(word), first = first_value(word);
        if (words[word] & WRITTEN) {
            if (value != first) {
                mark(word, CHANGED);
            }
            touched[kept] = word;
            touched_values[kept++] = value;
        }
        words[word] &= ~(PRESENT | WRITTEN);
        *address_of(word) = first;
    }
    touched_count = kept;
    if (heap_used != saved_used || differs(heap, saved_heap, 8 * (saved_used + HEAP_END)) ||
        differs(__start_patch_state, saved_variables, variables_size())) {
        stop(STOP_UNFOLLOWED);
    }
}

EXPORT(touched_count) uint32_t get_touched_count(void) { return touched_count; }
EXPORT(follow) void follow(uint32_t word) {
    unfollowed -= (words[word] & (FOLLOWED | LOADED | CHANGED)) == (LOADED | CHANGED);
    words[word] |= FOLLOWED;
}
EXPORT(set_following) void set_following(bool on) { following = on; }
EXPORT(first_value) uint32_t get_first_value(uint32_t word) { return first_value(word); }

/* The first word from `from` on that is state and not followed yet; none: one too high. */
EXPORT(next_unfollowed) uint32_t next_unfollowed(uint32_t from) {
    while (from < MOST_WORDS && (words[from] & (FOLLOWED | LOADED | CHANGED)) != (LOADED | CHANGED)) {
        from++;
    }
    return from;
}
EXPORT(no_word) uint32_t get_no_word(void) { return NO_WORD; }

/* Where a word is: of the heap's length, an allocation without an offset. */
EXPORT(place_of) struct change *place_of(uint32_t word) {
    static struct change place;
    place = (struct change){ ALLOCATION };
    if (word != 0) {
        word--;
        place = word < HEAP_WORDS ? in_heap(4 * word) : in_variables(4 * (word - HEAP_WORDS));
    }
    return &place;
}
