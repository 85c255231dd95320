/*
 * What is outside the state: which assumptions are dropped (read once from the environment), what was seen
 * of each invariant, and a fingerprint of the set of states. A function's name is followed by a space in
 * every c_expr, because SPIN would else refuse the call as a side effect: it is one, on purpose, but none
 * that the state knows of.
 */
c_decl {
\#include <stdio.h>
\#include <stdlib.h>
\#include <string.h>

#define ASSUMPTIONS 36
#define INVARIANTS 14
#define COMPONENTS 30
char dropped[ASSUMPTIONS];
int asked = 1;
int starts;
void read_environment(void);
void judge(int, int);
int observe(void);
int shows(int, int);
}

/* The catalogue's order. */
#define UNIQUE_ADDRESS 0
#define ADDRESS_PROGRAMMED 1
#define ADDRESS_BEFORE_DATA 2
#define SLOT_COMPLETED 3
#define ONE_SLOT_AT_A_TIME 4
#define WHOLE_REGISTER_WRITES 5
#define ALIGNED_FOUR_BYTE_ACCESS 6
#define PROGRAMMED_WHILE_ENABLED 7
#define RESET_BEFORE_REENABLE 8
#define PAIRS_FROM_CAPABILITY 9
#define STABLE_GUEST_PAIR 10
#define OFFSET_WITHIN_ALLOCATION 11
#define ALIGNED_BASE_DATA 12
#define STABLE_VECTOR_COUNT 13
#define STABLE_WINDOW 14
#define MMIO_PROGRAMMING 15
#define NO_READBACK 16
#define LOW_GUEST_ADDRESS 17
#define NO_RESET_IN_BETWEEN 18
#define DATA_AT_PLUS_8 19
#define SLOTS_IN_WINDOW 20
#define SLOTS_CLEAR_OF_WINDOW_END 21
#define CAPABILITY_32_BIT 22
#define QUIET_UNLESS_PROGRAMMED 23
#define EIGHT_BYTE_DIVISIBLE 24
#define DEVICE_SENDS_ITS_SLOTS 25
#define MSI_NOVIRT_FEATURE 26
#define PHYSICAL_READ_SUCCEEDS 27
#define BAR_WRITE_SUCCEEDS 28
#define FULL_GRANT 29
#define STABLE_HOST_PAIR 30
#define LOW_HOST_ADDRESS 31
#define ALIGNED_HOST_BASE 32
#define INTERRUPT_REMAPPING 33
#define LITTLE_ENDIAN_HOST 34
#define SAME_ARCHITECTURE 35

#define GUEST_ADDRESS_CONTAINED 0
#define GUEST_DATA_CONTAINED 1
#define VECTOR_OFFSET_PRESERVED 2
#define PAIR_CONSISTENT 3
#define PAIR_FRESH 4
#define COLLATERAL_FREE 5
#define WRITE_DELIVERED 6
#define DISABLED_TRANSPARENT 7
#define COOKIE_DISCIPLINE 8
#define INTERRUPT_DELIVERED 9
#define INTERRUPT_ISOLATED 10
#define NO_STRAY_MEMORY_WRITE 11
#define READBACK_FAITHFUL 12
#define HOST_VALUES_CONFIDENTIAL 13

#define MAY(assumption) c_expr { dropped[assumption] }
#define JUDGE(invariant, holds) ok = (holds); c_code { judge(invariant, now.ok); }; ok = 0
/* The same without counting the step as one that the invariant speaks of. */
#define JUDGE_ONLY(invariant, holds) \
    if \
    :: !(holds) -> JUDGE(invariant, 0) \
    :: else \
    fi
#define SHOWS(invariant, situation, holds) \
    :: (situation) && (holds) && c_expr { shows (invariant, 1) } -> skip \
    :: (situation) && !(holds) && c_expr { shows (invariant, 0) } -> skip

c_code {
static const char *const assumption_names[ASSUMPTIONS] = {
    "unique-address", "address-programmed", "address-before-data", "slot-completed", "one-slot-at-a-time",
    "whole-register-writes", "aligned-four-byte-access", "programmed-while-enabled",
    "reset-before-reenable", "pairs-from-capability", "stable-guest-pair", "offset-within-allocation",
    "aligned-base-data", "stable-vector-count", "stable-window", "mmio-programming", "no-readback",
    "low-guest-address", "no-reset-in-between", "data-at-plus-8", "slots-in-window",
    "slots-clear-of-window-end", "capability-32-bit", "quiet-unless-programmed", "eight-byte-divisible",
    "device-sends-its-slots", "msi-novirt-feature", "physical-read-succeeds", "bar-write-succeeds",
    "full-grant", "stable-host-pair", "low-host-address", "aligned-host-base", "interrupt-remapping",
    "little-endian-host", "same-architecture"
};
static const char *const invariant_names[INVARIANTS] = {
    "guest-address-contained", "guest-data-contained", "vector-offset-preserved", "pair-consistent",
    "pair-fresh", "collateral-free", "write-delivered", "disabled-transparent", "cookie-discipline",
    "interrupt-delivered", "interrupt-isolated", "no-stray-memory-write", "readback-faithful",
    "host-values-confidential"
};
static char met[INVARIANTS];
static long violated_at[INVARIANTS];
static unsigned long states;
static unsigned int fingerprint[2];
static int print_states, observing;
extern long depth;

/* Choosing a move, carrying it out, going back to the loop. */
#define TRANSITIONS_OF_A_MOVE 3
static long start = -1;

/* Steps are counted from the first state observed: the environment and the choices come before it. */
void judge(int invariant, int holds)
{
    long steps = (depth - start) / TRANSITIONS_OF_A_MOVE + !observing;
    met[invariant] = 1;
    if (!holds && (violated_at[invariant] < 0 || steps < violated_at[invariant])) {
        violated_at[invariant] = steps;
    }
}

static void report(void)
{
    int i;
    printf("world: starts %d\n", starts);
    printf("world: states %lu fingerprint %08x%08x\n", states, fingerprint[0], fingerprint[1]);
    for (i = 0; i < INVARIANTS; i++) {
        printf("world: %s ", invariant_names[i]);
        if (violated_at[i] >= 0) {
            printf("violated %ld\n", violated_at[i]);
        } else {
            printf(met[i] ? "holds\n" : "unreachable\n");
        }
    }
}

/* DROP, VECTORS, STATES: see world.pml. */
void read_environment(void)
{
    char *names = getenv("DROP"), *name;
    int i;
    if (getenv("VECTORS")) {
        asked = atoi(getenv("VECTORS"));
    }
    print_states = getenv("STATES") != NULL;
    for (i = 0; i < INVARIANTS; i++) {
        violated_at[i] = -1;
    }
    for (name = names ? strtok(strdup(names), ",") : NULL; name; name = strtok(NULL, ",")) {
        for (i = 0; i < ASSUMPTIONS && strcmp(name, assumption_names[i]); i++) {
        }
        if (i == ASSUMPTIONS) {
            fprintf(stderr, "world: DROP: '%s' is no assumption\n", name);
            exit(2);
        }
        dropped[i] = 1;
    }
    atexit(report);
}

/* FNV-1a, 32 bits, from two starting points; summed over states, so that their order does not matter. */
static unsigned int mixed(unsigned int hash, const unsigned char *bytes, int count)
{
    while (count--) {
        hash = (hash ^ *bytes++) * 16777619U;
    }
    return hash;
}

/*
 * Each component as the position of its value, in the order of model/world/state.ts with the quirk's own
 * last. Evaluated once for each state that is expanded (in a breadth-first run perhaps more often).
 */
int observe(void)
{
    unsigned char c[COMPONENTS] = {
        now.remapping, now.capability, now.guest_high, now.host_high, now.guest_base, now.host_base,
        now.byte_order, now.slot0_data, now.window_end, now.eight_byte, now.quirk, now.architecture,
        now.msi, now.pair, now.pairs, now.vectors, now.grant, now.window, now.phase[0], now.phase[1],
        now.phase[2], now.vector, now.low, now.high, now.data, now.low_faithful, now.data_faithful,
        now.ordinary, now.ordinary_faithful, now.cookie ? now.cookie - 1 : 0
    };
    int i;
    if (start < 0) {
        start = depth;
    }
    states++;
    fingerprint[0] += mixed(2166136261U, c, COMPONENTS);
    fingerprint[1] += mixed(3141592653U, c, COMPONENTS);
    if (print_states) {
        for (i = 0; i < COMPONENTS; i++) {
            putchar("0123456789ab"[c[i]]);
        }
        printf(" state\n");
    }
    return 0;
}

/* What a state shows by itself. */
int shows(int invariant, int holds)
{
    observing = 1;
    judge(invariant, holds);
    observing = 0;
    return 0;
}
}
