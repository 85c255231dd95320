/* What slot 0 sends, and what its contents say by themselves. */

#define HOST_ADDRESS ((low == LOW_HOST || low == LOW_STALE) && high == IS_ZERO && !host_high)
#define GUEST_ADDRESS (low == IS_GUEST && high == (guest_high -> IS_GUEST : IS_ZERO))
/* All else is a memory write: halves that do not belong together, zero, another architecture's address. */
#define AN_INTERRUPT (HOST_ADDRESS || (GUEST_ADDRESS && architecture != OTHER_ARCHITECTURE))
#define AS_ITS_VECTOR (HOST_ADDRESS && low == LOW_HOST && msi == ENABLED && data == DATA_WORD)

#define SENDS (msi == ENABLED && phase[0] == PROGRAMMED)
#define MAY_SEND (SENDS || MAY(QUIET_UNLESS_PROGRAMMED))

inline message(interrupt_message, delivered)
{
    if
    :: SENDS && vector -> JUDGE(INTERRUPT_DELIVERED, delivered)
    :: else
    fi;
    JUDGE(INTERRUPT_ISOLATED, !(interrupt_message) || (delivered) || remapping != NO_REMAPPING);
    if
    :: phase[0] == PROGRAMMED -> JUDGE(NO_STRAY_MEMORY_WRITE, interrupt_message)
    :: else
    fi
}

/* Its own message; another interrupt message; a message to memory. */
#define MESSAGES \
    :: d_step { MAY_SEND -> message(AN_INTERRUPT, AS_ITS_VECTOR) } \
    :: d_step { MAY_SEND && MAY(DEVICE_SENDS_ITS_SLOTS) -> message(1, 0) } \
    :: d_step { MAY_SEND && MAY(DEVICE_SENDS_ITS_SLOTS) -> message(0, 0) }

#define HOST_DATA (data == DATA_WORD || data == DATA_WRONG_WORD || data == DATA_STALE)
#define OBSERVATIONS \
    SHOWS(PAIR_CONSISTENT, (phase[0] == PROGRAMMED), (HOST_ADDRESS == HOST_DATA)) \
    SHOWS(PAIR_FRESH, (SENDS), (low != LOW_STALE && data != DATA_STALE))
