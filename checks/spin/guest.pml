/* What the guest does. */

#define IN_RANGE(x, base) ((x) >= (base) && (x) < (base) + 256)
#define IS_GUEST_ADDRESS(x) ((x) == G_ADDRESS || (x) == G_OLD_ADDRESS || (x) == G_OTHER_ADDRESS)
#define IS_GUEST_DATA(x) (IN_RANGE(x, G_BASE) || IN_RANGE(x, G_OLD_BASE) || IN_RANGE(x, G_OTHER_BASE))
#define IS_HOST_VALUE(x) ((x) == H_ADDRESS || (x) == H_HIGH || IN_RANGE(x, H_BASE))
#define LOW_ROLE(x) ((x) == 0 -> IS_ZERO : (IS_GUEST_ADDRESS(x) -> IS_GUEST : ((x) == H_ADDRESS -> LOW_HOST : LOW_OTHER)))
#define HIGH_ROLE(x) ((x) == 0 -> IS_ZERO : ((x) == G_HIGH -> IS_GUEST : HIGH_OTHER))
/* The host's data word for vector k of the grant: the low bits of its base replaced. */
#define HOST_WORD(k) (H_BASE + (k))
#define IS_WORD(x, k) ((k) < GRANTED && host_base == 0 && (x) == HOST_WORD(k))
#define DATA_ROLE(x, k) ((x) == 0 -> IS_ZERO : (IS_GUEST_DATA(x) -> IS_GUEST : \
    (IS_WORD(x, k) -> DATA_WORD : (IN_RANGE(x, H_BASE) -> DATA_WRONG_WORD : DATA_OTHER))))
#define ORDINARY_ROLE(x) ((x) == 0 -> IS_ZERO : (IS_HOST_VALUE(x) -> ORDINARY_HOST : IS_GUEST))

#define REACHES (!lost && eight_byte_whole_only_not)

/* `whole`: a half of an 8-byte write, which a device that wants it whole ignores. */
#define IGNORED(whole) (whole && eight_byte == WHOLE_ONLY)

inline put_address(s, value, how, whole)
{
    v = value;
    piece(ADDRESS_WORD(s), how);
    if
    :: !lost -> JUDGE(GUEST_ADDRESS_CONTAINED, !IS_GUEST_ADDRESS(w))
    :: else
    fi;
    if
    :: s == 0 && !lost && !IGNORED(whole) -> low = LOW_ROLE(w); low_faithful = (w != v)
    :: s == 0 && (lost || IGNORED(whole)) -> low_faithful = UNFAITHFUL
    :: else
    fi;
    phase[s] = IN_PROGRESS;
    if
    :: s == 0 -> vector = 0
    :: else
    fi;
    DONE
}

inline put_high(s, value, how, whole)
{
    v = value;
    piece(HIGH_WORD(s), how);
    if
    :: !lost ->
        JUDGE(COLLATERAL_FREE, w == v);
        if
        :: guest_high -> JUDGE(GUEST_ADDRESS_CONTAINED, w != G_HIGH)
        :: else
        fi
    :: else
    fi;
    if
    :: s == 0 && !lost && !IGNORED(whole) -> high = HIGH_ROLE(w)
    :: else
    fi;
    DONE
}

/* Value is the guest's base and vector offset k, or (k < 0) another. */
inline put_data(s, value, k, how, whole)
{
    v = value;
    piece(DATA_WORD_OF(s), how);
    if
    :: !lost -> JUDGE(GUEST_DATA_CONTAINED, !IS_GUEST_DATA(w))
    :: else
    fi;
    if
    :: k >= 0 -> JUDGE(VECTOR_OFFSET_PRESERVED, !lost && !IGNORED(whole) && msi == ENABLED && IS_WORD(w, k))
    :: else
    fi;
    if
    :: s == 0 && !lost && !IGNORED(whole) -> data = DATA_ROLE(w, k); data_faithful = (w != v)
    :: s == 0 && (lost || IGNORED(whole)) -> data_faithful = UNFAITHFUL
    :: else
    fi;
    phase[s] = PROGRAMMED;
    if
    :: s == 0 -> vector = (k >= 0)
    :: else
    fi;
    DONE
}

/* `kept`: the register at word 2, whose contents are. */
inline put_ordinary(word, kept, value, how, whole)
{
    v = value;
    piece(word, how);
    if
    :: !lost -> JUDGE(COLLATERAL_FREE, w == v)
    :: else
    fi;
    if
    :: kept && !lost && !IGNORED(whole) -> ordinary = ORDINARY_ROLE(w); ordinary_faithful = (w != v)
    :: kept && (lost || IGNORED(whole)) -> ordinary_faithful = UNFAITHFUL
    :: else
    fi;
    DONE
}

#define EACH_HOW(m, a, b, c, d) \
    m(a, b, c, d, FINE, 1) \
    m(a, b, c, d, READ_FAILS, MAY(PHYSICAL_READ_SUCCEEDS)) \
    m(a, b, c, d, WRITE_FAILS, MAY(BAR_WRITE_SUCCEEDS))

#define MAY_WRITE_SLOT(s) (window == WINDOW_OF(s) && (msi == ENABLED || MAY(PROGRAMMED_WHILE_ENABLED)))
#define OLD_PAIR (pairs == SEVERAL && MAY(STABLE_GUEST_PAIR))

/* Address registers. */
#define MAY_WRITE_ADDRESS(s) (MAY_WRITE_SLOT(s) && (!OTHER_BUSY(s) || MAY(ONE_SLOT_AT_A_TIME)) \
    && (window_end != CUTS || s == 0 || MAY(SLOTS_IN_WINDOW)))
#define ADDRESS_STEP(s, value, if_value, unused, how, if_how) \
    :: d_step { MAY_WRITE_ADDRESS(s) && if_value && if_how -> put_address(s, value, how, 0) } \
    :: d_step { MAY_WRITE_ADDRESS(s) && if_value && if_how -> put_address(s, value, how, s != 1); put_high(s, CAP_HIGH, FINE, s != 1) }
#define ADDRESS_VALUE(s, value, if_value) \
    EACH_HOW(ADDRESS_STEP, s, value, if_value, 0) \
    ADDRESS_STEP(s, value, if_value, 0, REJECTED, MAY(WHOLE_REGISTER_WRITES)) \
    ADDRESS_STEP(s, value, if_value, 0, ALIAS, MAY(SLOTS_IN_WINDOW))
#define ADDRESS_MOVES(s) \
    ADDRESS_VALUE(s, CAP_ADDRESS, 1) \
    ADDRESS_VALUE(s, G_OTHER_ADDRESS, MAY(PAIRS_FROM_CAPABILITY)) \
    ADDRESS_VALUE(s, G_OLD_ADDRESS, OLD_PAIR)

/* High registers. */
#define HIGH_STEP(s, value, if_value, unused, how, if_how) \
    :: d_step { MAY_WRITE_SLOT(s) && if_value && if_how -> put_high(s, value, how, 0) }
#define HIGH_VALUE(s, value, if_value) \
    EACH_HOW(HIGH_STEP, s, value, if_value, 0) \
    HIGH_STEP(s, value, if_value, 0, REJECTED, MAY(WHOLE_REGISTER_WRITES))
#define HIGH_MOVES(s) \
    HIGH_VALUE(s, CAP_HIGH, 1) \
    HIGH_VALUE(s, CAP_ADDRESS, (pair == PROGRAMMED_PAIR && MAY(UNIQUE_ADDRESS)))

/* Data registers. */
#define MAY_WRITE_DATA(s) (MAY_WRITE_SLOT(s) && (phase[s] == IN_PROGRESS \
    || (phase[s] == INTERRUPTED && MAY(PROGRAMMED_WHILE_ENABLED)) || (!BUSY(s) && MAY(ADDRESS_BEFORE_DATA))) \
    && (TRAPPED(DATA_WORD_OF(s)) || quirk == ABSENT || window_end == CUTS))
#define DATA_STEP(s, value, k, if_value, how, if_how) \
    :: d_step { MAY_WRITE_DATA(s) && if_value && if_how -> put_data(s, value, k, how, 0) }
#define DATA_VALUE(s, value, k, if_value) \
    EACH_HOW(DATA_STEP, s, value, k, if_value) \
    DATA_STEP(s, value, k, if_value, REJECTED, MAY(WHOLE_REGISTER_WRITES)) \
    DATA_STEP(s, value, k, if_value, ALIAS, MAY(SLOTS_IN_WINDOW))
#define DATA_MOVES(s) \
    DATA_VALUE(s, CAP_BASE, 0, 1) \
    DATA_VALUE(s, CAP_BASE + N - 1, (N - 1), (N > 1)) \
    DATA_VALUE(s, CAP_BASE + N, N, (vectors == GROWN || MAY(OFFSET_WITHIN_ALLOCATION))) \
    DATA_VALUE(s, CAP_BASE + 2 * N, 2 * N, (MAY(OFFSET_WITHIN_ALLOCATION))) \
    DATA_VALUE(s, G_OTHER_BASE, -1, MAY(PAIRS_FROM_CAPABILITY)) \
    DATA_VALUE(s, G_OLD_BASE, -1, OLD_PAIR) \
    DATA_VALUE(s, CAP_ADDRESS, -1, (pair == PROGRAMMED_PAIR && MAY(UNIQUE_ADDRESS)))

#define SLOT_MOVES ADDRESS_MOVES(0) ADDRESS_MOVES(1) ADDRESS_MOVES(2) HIGH_MOVES(0) HIGH_MOVES(1) HIGH_MOVES(2) \
    DATA_MOVES(0) DATA_MOVES(1) DATA_MOVES(2)

/* Ordinary registers: at words 6 and 8 under A (2, where slot 0's data is elsewhere), at 2 under B. */
#define STABLE_WINDOW_KEPT(word) (!((word) == 2 && BUSY(0) && slot0_data != ELSEWHERE) && !((word) == 8 && BUSY(2)))
#define ORDINARY_STEP(at, word, value, if_value, how, if_how) \
    :: d_step { window == at && (STABLE_WINDOW_KEPT(word) || MAY(STABLE_WINDOW)) \
        && (word != 2 || at == B || slot0_data == ELSEWHERE) && if_value && if_how -> \
        put_ordinary(word, (word == 2), value, how, 0) }
#define ORDINARY_VALUE(at, word, value, if_value) \
    EACH_HOW(ORDINARY_STEP, at, word, value, if_value) \
    ORDINARY_STEP(at, word, value, if_value, REJECTED, MAY(ALIGNED_FOUR_BYTE_ACCESS))
#define ORDINARY_AT(at, word) \
    ORDINARY_VALUE(at, word, 0, 1) \
    ORDINARY_VALUE(at, word, PLAIN, 1) \
    ORDINARY_VALUE(at, word, CAP_BASE, 1) \
    ORDINARY_VALUE(at, word, CAP_BASE + N - 1, (N > 1)) \
    ORDINARY_VALUE(at, word, CAP_BASE + N, 1) \
    ORDINARY_VALUE(at, word, CAP_ADDRESS, (pair == PROGRAMMED_PAIR && MAY(UNIQUE_ADDRESS)))
#define READ_ORDINARY \
    :: d_step { window == B || slot0_data == ELSEWHERE -> \
        JUDGE(READBACK_FAITHFUL, ordinary_faithful != UNFAITHFUL); \
        JUDGE(HOST_VALUES_CONFIDENTIAL, ordinary != ORDINARY_HOST) } \
    :: d_step { (window == B || slot0_data == ELSEWHERE) && MAY(ALIGNED_FOUR_BYTE_ACCESS) -> \
        JUDGE(READBACK_FAITHFUL, ordinary == IS_ZERO && ordinary_faithful != UNFAITHFUL) }
#define READ_SLOT \
    :: d_step { window == A && MAY(NO_READBACK) -> JUDGE(READBACK_FAITHFUL, low_faithful != UNFAITHFUL); \
        JUDGE(HOST_VALUES_CONFIDENTIAL, low != LOW_HOST && low != LOW_STALE) } \
    :: d_step { window == A && MAY(NO_READBACK) -> JUDGE(READBACK_FAITHFUL, data_faithful != UNFAITHFUL); \
        JUDGE(HOST_VALUES_CONFIDENTIAL, data != DATA_WORD && data != DATA_WRONG_WORD && data != DATA_STALE) }
#define ORDINARY_MOVES ORDINARY_AT(A, 2) ORDINARY_AT(A, 6) ORDINARY_AT(A, 8) ORDINARY_AT(B, 2) READ_ORDINARY READ_SLOT
