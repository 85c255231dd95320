/* The capability, the device, the host. */

#define OUTDATED \
    low = (low == LOW_HOST -> LOW_STALE : low); \
    data = (data == DATA_WORD || data == DATA_WRONG_WORD -> DATA_STALE : data)

inline interrupt(s)
{
    phase[s] = (phase[s] == IN_PROGRESS -> INTERRUPTED : phase[s])
}

/* A reset does not end the guest's being in the middle of a slot. */
#define UNPROGRAM(s) phase[s] = (phase[s] == PROGRAMMED -> NONE : phase[s])
inline clear_slots()
{
    UNPROGRAM(0); UNPROGRAM(1); UNPROGRAM(2);
    vector = 0; low = IS_ZERO; high = IS_ZERO; data = IS_ZERO;
    low_faithful = 0; data_faithful = 0; ordinary = IS_ZERO; ordinary_faithful = 0
}

/* The guest itself begins anew; the quirk has no hook, so the cookie stays. */
inline begin_anew()
{
    phase[0] = NONE; phase[1] = NONE; phase[2] = NONE;
    msi = 0; pair = 0; pairs = 0; vectors = 0; grant = GRANT_NONE; window = A
}

#define ENABLE(g, if_g) \
    :: d_step { msi != ENABLED && (pair == PROGRAMMED_PAIR || MAY(ADDRESS_PROGRAMMED)) \
        && (!ANY_PROGRAMMED || MAY(RESET_BEFORE_REENABLE)) && if_g -> msi = ENABLED; grant = g }
#define CAPABILITY_MOVES \
    :: d_step { pair != PROGRAMMED_PAIR && (!ANY_BUSY || MAY(STABLE_GUEST_PAIR)) -> pair = PROGRAMMED_PAIR } \
    :: d_step { pair == PROGRAMMED_PAIR && (!ANY_BUSY || MAY(STABLE_GUEST_PAIR)) -> pairs = SEVERAL } \
    :: d_step { pair == PROGRAMMED_PAIR && (!ANY_BUSY || MAY(STABLE_GUEST_PAIR)) \
        && (msi != ENABLED || MAY(ADDRESS_PROGRAMMED)) -> pair = 0; pairs = SEVERAL } \
    ENABLE((vectors == GROWN -> GRANT_GROWN : GRANT_ASKED), 1) \
    ENABLE(GRANT_ONE, (ALLOCATION > 1 && MAY(FULL_GRANT))) \
    ENABLE(GRANT_NONE, MAY(FULL_GRANT)) \
    :: d_step { msi == ENABLED -> msi = 0; grant = GRANT_NONE; OUTDATED; interrupt(0); interrupt(1); interrupt(2) } \
    :: d_step { msi == ENABLED && n < 32 && vectors != GROWN && MAY(STABLE_VECTOR_COUNT) -> vectors = GROWN }

#define DEVICE_MOVES \
    :: d_step { !ANY_BUSY || MAY(NO_RESET_IN_BETWEEN) -> clear_slots() } \
    :: d_step { !ANY_BUSY || MAY(NO_RESET_IN_BETWEEN) -> clear_slots(); begin_anew() } \
    :: d_step { window == A -> window = B } \
    :: d_step { window == B -> window = A } \
    ABANDON(0) ABANDON(1) ABANDON(2) IN_MEMORY MESSAGES
#define ABANDON(slot) :: d_step { BUSY(slot) && MAY(SLOT_COMPLETED) -> phase[slot] = NONE }
/* The pair reaches a slot (slot 0: any) by a message in memory, which is no write to its registers in the window. */
#define IN_MEMORY \
    :: d_step { pair == PROGRAMMED_PAIR && !BUSY(0) && (msi == ENABLED || MAY(PROGRAMMED_WHILE_ENABLED)) \
        && MAY(MMIO_PROGRAMMING) -> \
        phase[0] = PROGRAMMED; vector = 1; low = IS_GUEST; high = (guest_high -> IS_GUEST : IS_ZERO); data = IS_GUEST; \
        low_faithful = 0; data_faithful = 0; \
        JUDGE(GUEST_ADDRESS_CONTAINED, 0); JUDGE(GUEST_DATA_CONTAINED, 0); JUDGE(VECTOR_OFFSET_PRESERVED, 0) }

/* What slot 0's message is. */
#define HIGH_FITS ((low == LOW_HOST || low == LOW_STALE) && high == IS_ZERO && !host_high \
    || low == IS_GUEST && high == (guest_high -> IS_GUEST : IS_ZERO))
#define TO_INTERRUPTS (HIGH_FITS && !(low == IS_GUEST && architecture == OTHER_ARCHITECTURE))
#define DELIVERED (msi == ENABLED && low == LOW_HOST && HIGH_FITS && vector && data == DATA_WORD)
#define ACCEPTED (msi == ENABLED && low == LOW_HOST && HIGH_FITS && data == DATA_WORD)
#define MESSAGES \
    :: d_step { (msi == ENABLED && phase[0] == PROGRAMMED) || MAY(QUIET_UNLESS_PROGRAMMED) -> \
        if \
        :: msi == ENABLED && phase[0] == PROGRAMMED && vector -> JUDGE(INTERRUPT_DELIVERED, DELIVERED) \
        :: else \
        fi; \
        JUDGE(INTERRUPT_ISOLATED, !TO_INTERRUPTS || ACCEPTED || !remapping); \
        if \
        :: phase[0] == PROGRAMMED -> JUDGE(NO_STRAY_MEMORY_WRITE, TO_INTERRUPTS) \
        :: else \
        fi } \
    :: d_step { ((msi == ENABLED && phase[0] == PROGRAMMED) || MAY(QUIET_UNLESS_PROGRAMMED)) && MAY(DEVICE_SENDS_ITS_SLOTS) -> \
        if \
        :: msi == ENABLED && phase[0] == PROGRAMMED && vector -> JUDGE(INTERRUPT_DELIVERED, 0) \
        :: else \
        fi; \
        JUDGE(INTERRUPT_ISOLATED, !remapping); \
        if \
        :: phase[0] == PROGRAMMED -> JUDGE(NO_STRAY_MEMORY_WRITE, 0) \
        :: else \
        fi }

#define HOST_MOVES \
    :: d_step { msi == ENABLED && grant != GRANT_NONE && MAY(STABLE_HOST_PAIR) -> OUTDATED }

#define CHOICE(component, if_chosen) \
    if \
    :: skip \
    :: d_step { if_chosen -> component = 1 } \
    fi
inline choose()
{
    CHOICE(remapping, MAY(INTERRUPT_REMAPPING));
    CHOICE(capability, MAY(CAPABILITY_32_BIT));
    CHOICE(guest_high, (capability == BITS_64 && MAY(LOW_GUEST_ADDRESS)));
    CHOICE(host_high, (capability == BITS_64 && MAY(LOW_HOST_ADDRESS)));
    CHOICE(guest_base, (n > 1 && MAY(ALIGNED_BASE_DATA)));
    CHOICE(host_base, (n > 1 && MAY(ALIGNED_HOST_BASE)));
    CHOICE(byte_order, MAY(LITTLE_ENDIAN_HOST));
    CHOICE(slot0_data, MAY(DATA_AT_PLUS_8));
    CHOICE(window_end, MAY(SLOTS_CLEAR_OF_WINDOW_END));
    CHOICE(eight_byte, MAY(EIGHT_BYTE_DIVISIBLE));
    CHOICE(quirk, MAY(MSI_NOVIRT_FEATURE));
    CHOICE(architecture, MAY(SAME_ARCHITECTURE))
}

/* What a state shows by itself. */
#define OBSERVATIONS \
    SHOWS(PAIR_CONSISTENT, (phase[0] == PROGRAMMED), (((low == LOW_HOST || low == LOW_STALE) && HIGH_FITS) \
        == (data == DATA_WORD || data == DATA_WRONG_WORD || data == DATA_STALE))) \
    SHOWS(PAIR_FRESH, (msi == ENABLED && phase[0] == PROGRAMMED), (low != LOW_STALE && data != DATA_STALE))
