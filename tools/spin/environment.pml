/* What is chosen once; and what happens around the guest's writes: capability, grant, resets, window. */

/* Each choice is one state's worth of freedom, open where its assumption is dropped. */
#define CHOICE(component, if_open) \
    if \
    :: skip \
    :: d_step { if_open -> component = 1 } \
    fi
/* The same where there are three ways beside the usual one. */
#define CHOICE_OF(component, if_open) \
    if \
    :: skip \
    :: d_step { if_open -> component = 1 } \
    :: d_step { if_open -> component = 2 } \
    :: d_step { if_open -> component = 3 } \
    fi
inline choose()
{
    CHOICE(remapping, MAY(INTERRUPT_REMAPPING));
    CHOICE(capability, MAY(CAPABILITY_32_BIT));
    /* An address above 4 GiB needs the 64-bit layout. */
    CHOICE_OF(guest_high, (capability == BITS_64 && MAY(LOW_GUEST_ADDRESS)));
    CHOICE(host_high, (capability == BITS_64 && MAY(LOW_HOST_ADDRESS)));
    CHOICE(guest_base, MAY(ALIGNED_BASE_DATA));
    CHOICE(host_base, MAY(ALIGNED_HOST_BASE));
    CHOICE(byte_order, MAY(LITTLE_ENDIAN_HOST));
    CHOICE(slot0_data, MAY(DATA_AT_PLUS_8));
    CHOICE(window_end, MAY(SLOTS_CLEAR_OF_WINDOW_END));
    CHOICE(eight_byte, MAY(EIGHT_BYTE_DIVISIBLE));
    CHOICE(quirk, MAY(MSI_NOVIRT_FEATURE));
    CHOICE(architecture, MAY(SAME_ARCHITECTURE))
}

/* The host's pair is gone: what slot 0 holds of it is stale. */
inline outdate()
{
    low = (low == LOW_HOST -> LOW_STALE : low);
    data = (data == DATA_WORD || data == DATA_WRONG_WORD -> DATA_STALE : data)
}

inline interrupt(slot)
{
    phase[slot] = (phase[slot] == IN_PROGRESS -> INTERRUPTED : phase[slot])
}

/* A slot is in progress until its data is written: a reset does not change what the guest is about. */
inline unprogram(slot)
{
    phase[slot] = (phase[slot] == PROGRAMMED -> NONE : phase[slot])
}

inline clear_device()
{
    unprogram(0); unprogram(1); unprogram(2);
    vector = 0; low = IS_ZERO; high = IS_ZERO; data = IS_ZERO; ordinary = IS_ZERO;
    low_faithful = 0; data_faithful = 0; ordinary_faithful = 0
}

/* After a reset of the machine so does the guest. The quirk has no hook: the cookie stays. */
inline begin_anew()
{
    phase[0] = NONE; phase[1] = NONE; phase[2] = NONE;
    msi = 0; pair = 0; pairs = 0; vectors = 0; grant = GRANT_NONE; window = A
}

/* Address and data of the capability are one step. A slot in progress was read from the old ones. */
#define MAY_CHANGE_PAIR (!ANY_BUSY || MAY(STABLE_GUEST_PAIR))
#define PAIR_MOVES \
    :: d_step { pair == 0 && MAY_CHANGE_PAIR -> pair = PROGRAMMED_PAIR } \
    :: d_step { pair == PROGRAMMED_PAIR && MAY_CHANGE_PAIR -> pairs = SEVERAL } \
    :: d_step { pair == PROGRAMMED_PAIR && MAY_CHANGE_PAIR \
        && (msi != ENABLED || MAY(ADDRESS_PROGRAMMED)) -> pair = 0; pairs = SEVERAL }

#define MAY_ENABLE (msi != ENABLED && (pair == PROGRAMMED_PAIR || MAY(ADDRESS_PROGRAMMED)) \
    && (!ANY_PROGRAMMED || MAY(RESET_BEFORE_REENABLE)))
#define ENABLE(granted, if_granted) \
    :: d_step { MAY_ENABLE && if_granted -> msi = ENABLED; grant = granted }
#define MSI_MOVES \
    ENABLE((vectors == GROWN -> GRANT_GROWN : GRANT_ASKED), 1) \
    ENABLE(GRANT_ONE, (ALLOCATION > 1 && MAY(FULL_GRANT))) \
    ENABLE(GRANT_NONE, MAY(FULL_GRANT)) \
    :: d_step { msi == ENABLED -> \
        msi = 0; grant = GRANT_NONE; outdate(); interrupt(0); interrupt(1); interrupt(2) } \
    :: d_step { msi == ENABLED && n < 32 && vectors != GROWN && MAY(STABLE_VECTOR_COUNT) -> \
        vectors = GROWN } \
    :: d_step { msi == ENABLED && grant != GRANT_NONE && MAY(STABLE_HOST_PAIR) -> outdate() }

#define MAY_RESET (!ANY_BUSY || MAY(NO_RESET_IN_BETWEEN))
#define DEVICE_MOVES \
    :: d_step { MAY_RESET -> clear_device() } \
    :: d_step { MAY_RESET -> clear_device(); begin_anew() } \
    :: d_step { window == A -> window = B } \
    :: d_step { window == B -> window = A }

#define ENVIRONMENT_MOVES PAIR_MOVES MSI_MOVES DEVICE_MOVES
