/*
 * The stand-in's behaviour, and the entry points by which quirkcheck runs a quirk against it. What QEMU does is
 * said in qemu.h; the records are described in checks/conform/records.ts, which reads and writes them.
 */
#include "qemu.h"

#define EXPORT(name) __attribute__((export_name(#name)))

/* Why the stand-in stopped the quirk: the order is that of STOPS in checks/conform/trap.ts. */
enum stop { STOP_FUEL, STOP_ASSERTION, STOP_CONFIG, STOP_REGION, STOP_FILE, STOP_SIZE, STOP_MEMORY,
            STOP_NO_CALLBACK, STOP_UNFOLLOWED, STOP_FREE, STOP_STORE };
__attribute__((import_module("quirkcheck"), import_name("stop"))) _Noreturn void stop(enum stop why);
/* Tells which call of a batch comes next: one that uses no fuel is ended from outside. */
__attribute__((import_module("quirkcheck"), import_name("begin"))) void begin(uint32_t call);

/* --- the patch's side, written behind it by checks/conform/unit.ts --------------------------------------- */

void quirk_probe(VFIOPCIDevice *vdev, int nr);
bool quirk_is_ops(const MemoryRegionOps *ops);
uint64_t quirk_cookie(void *opaque);
void quirk_set_cookie(void *opaque, uint64_t cookie);
/* Where each of its variables begins, 0 at the end: checks/conform/compiled/variables.ts puts them in one section. */
extern uint8_t *const quirk_variables[];
extern uint8_t __start_patch_state[], __stop_patch_state[];
/* Without a member of its own the section would not be there for a quirk that has none. */
__attribute__((section("patch_state"), used)) static uint32_t keeps_the_section;

/* --- coverage and fuel --------------------------------------------------------------------------------- */

#define MOST_GUARDS 4096
/* Guards that one call may pass: a loop of thousands is no handler's. */
#define FUEL 20000

static uint32_t reached[MOST_GUARDS];
static uint32_t guards;
static uint32_t last_guard;
static uint32_t fuel = FUEL;

/* Called once by the constructor that the compiler adds: numbers the guards from 1. */
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *end) {
    while (start < end && guards + 1 < MOST_GUARDS) {
        *start++ = ++guards;
    }
}

/* Called on every edge of the patch's functions. */
void __sanitizer_cov_trace_pc_guard(uint32_t *guard) {
    last_guard = *guard;
    reached[*guard] = 1;
    if (--fuel == 0) {
        fuel = FUEL;
        stop(STOP_FUEL);
    }
}

EXPORT(reached) uint32_t *get_reached(void) { return reached; }
EXPORT(guards) uint32_t get_guards(void) { return guards; }
EXPORT(last_guard) uint32_t get_last_guard(void) { return last_guard; }

/* --- memory: one block for everything that a quirk allocates ------------------------------------------- */

#define HEAP_SIZE 65536
/* Words behind the last block, where a write past its end goes. */
#define HEAP_END 8
static uint64_t heap[HEAP_SIZE / 8 + HEAP_END];
static uint32_t heap_used;

/* What is looked at and what is written, told before: followed.h. */
void stand_in_load(const void *at, uint32_t bytes);
void stand_in_store(const void *at, uint32_t bytes);
static void look_at_config(const uint8_t *at, size_t length);
static void look_at_file(const uint8_t *at, size_t length);
/* A callback runs: the probe may look at whatever it likes. */
static bool in_callback;

/* Before each block its length in words, this one counted; with this bit if it was given back. */
#define GIVEN_BACK (1ull << 32)

static uint64_t *end_of_heap(void) {
    stand_in_load(&heap_used, sizeof heap_used);
    return heap + heap_used;
}

static void set_end_of_heap(const uint64_t *end) {
    stand_in_store(&heap_used, sizeof heap_used);
    heap_used = end - heap;
}

static uint32_t words_of(const uint64_t *block) {
    stand_in_load(block, sizeof *block);
    return *block;
}

/* The first block of just that length that was given back, or the end: what a list frees it gets again. */
void *g_malloc0(size_t size) {
    uint32_t words = (size + 7) / 8 + 1;
    uint64_t *block = heap, *end = end_of_heap();
    while (block < end && (words_of(block) != words || !(*block & GIVEN_BACK))) {
        block += (uint32_t)*block;
    }
    if (size > HEAP_SIZE || block + words > heap + HEAP_SIZE / 8) {
        stop(STOP_MEMORY);
    }
    if (block == end) {
        set_end_of_heap(end + words);
    }
    stand_in_store(block, words * 8);
    __builtin_memset(block, 0, words * 8);
    block[0] = words;
    return block + 1;
}

/* What g_malloc leaves in memory is undefined; a pattern shows who relies on it. */
void *g_malloc(size_t size) {
    void *memory = g_malloc0(size);
    stand_in_store(memory, size);
    return __builtin_memset(memory, 0xa5, size);
}

/* The end of what was given back at the end of the heap since the call began. */
static uint32_t heap_high;

/* What is given back holds a pattern: who looks at it again, shows. At the end it shortens the heap. */
void g_free(void *memory) {
    uint64_t *end = end_of_heap(), *last = heap;
    bool found_block = !memory;
    for (uint64_t *block = heap; block < end; block += (uint32_t)*block) {
        uint32_t words = words_of(block);
        if (block + 1 == memory && !(*block & GIVEN_BACK)) {
            stand_in_store(block, words * 8);
            __builtin_memset(memory, 0x5a, (words - 1) * 8);
            *block = words | GIVEN_BACK;
            found_block = true;
        }
        last = *block & GIVEN_BACK ? last : block + words;
    }
    if (!found_block) {
        stop(STOP_FREE);
    }
    if (last != end) {
        stand_in_store(last, (end - last) * 8);
        heap_high = MAX(heap_high, heap_used);
        set_end_of_heap(last);
    }
}

/* After a call, beyond the heap's end there is nothing again. */
static void clear_given_back(void) {
    if (heap_high > heap_used) {
        __builtin_memset(heap + heap_used, 0, 8 * (heap_high - heap_used));
    }
    heap_high = 0;
}

void *memcpy(void *to, const void *from, size_t length) { return memmove(to, from, length); }
void *memmove(void *to, const void *from, size_t length) {
    stand_in_load(from, length);
    stand_in_store(to, length);
    /* The instruction memory.copy: overlapping ranges are right too. */
    return __builtin_memmove(to, from, length);
}
void *memset(void *to, int byte, size_t length) {
    stand_in_store(to, length);
    return __builtin_memset(to, byte, length);
}
int memcmp(const void *left, const void *right, size_t length) {
    stand_in_load(left, length);
    stand_in_load(right, length);
    const uint8_t *a = left, *b = right;
    for (size_t i = 0; i < length; i++) {
        if (a[i] != b[i]) {
            return a[i] - b[i];
        }
    }
    return 0;
}
_Noreturn void stand_in_assertion_failed(void) { stop(STOP_ASSERTION); }

/* --- the device ---------------------------------------------------------------------------------------- */

#define QEMU_PCI_CAP_MSI 1
/* Registers that no quirk has business with hold this: read by mistake, they show. */
#define UNRELATED 0xa5

/*
 * QEMU's own memory that a quirk has pointers to, of two devices. One is probed or called at a time: what a quirk
 * does with the other's then is stopped, as is what it does with memory of nobody.
 */
static struct machine {
    VFIOPCIDevice device;
    MemoryRegion bar_memory[6];
    VFIOQuirk other_quirk;
    char name[16];
    uint8_t emulated[PCIE_CONFIG_SPACE_SIZE];
} machines[2], saved_machines[2];
static uint8_t physicals[2][PCIE_CONFIG_SPACE_SIZE];
static uint32_t here;
#define qemu machines[here]
#define saved_qemu saved_machines[here]
#define physical physicals[here]
/* Another place for each device, so that a number in the C which happens to be right shows. */
static uint32_t msi_capability;
static int device_fd;
static off_t config_offset;
static bool physical_read_fails;
/*
 * What a big-endian host has of a 2-byte read in the upper half of a 32-bit variable; 0 on a little-endian one.
 * Abstraction: `buffer` is taken to be such a variable, as the patch's is.
 */
static uint16_t physical_upper;
static bool feature_accepted;

static const uint8_t *in_config(const uint8_t *pointer, size_t length) {
    if (pointer < qemu.emulated || pointer + length > qemu.emulated + sizeof qemu.emulated) {
        stop(STOP_CONFIG);
    }
    return pointer;
}

static uint64_t load(const uint8_t *bytes, size_t length) {
    uint64_t value = 0;
    __builtin_memcpy(&value, bytes, length);
    return value;
}

static void store(uint8_t *bytes, uint64_t value, size_t length) {
    __builtin_memcpy(bytes, &value, length);
}

/* In QEMU's copy, and in the one that is compared with it. */
static void store_guest(uint32_t at, uint32_t value, size_t length) {
    store(qemu.emulated + msi_capability + at, value, length);
    store(saved_qemu.emulated + msi_capability + at, value, length);
}

static uint64_t get_config(const uint8_t *config, size_t length) {
    in_config(config, length);
    look_at_config(config, length);
    return load(config, length);
}
uint8_t pci_get_byte(const uint8_t *config) { return get_config(config, 1); }
uint16_t pci_get_word(const uint8_t *config) { return get_config(config, 2); }
uint32_t pci_get_long(const uint8_t *config) { return get_config(config, 4); }
uint64_t pci_get_quad(const uint8_t *config) { return get_config(config, 8); }
bool msi_present(const PCIDevice *dev) { return dev->cap_present & QEMU_PCI_CAP_MSI; }

/* Of the capability's registers: what a call may find there. */
enum found { ENABLED, VECTORS, LAYOUT, GUEST_ADDRESS, GUEST_WORD_8, GUEST_UPPER, HOST_ADDRESS, HOST_WORD_8, HOST_UPPER };
static void look_for(enum found what);

static uint16_t msi_flags(const PCIDevice *dev, enum found what) {
    look_for(what);
    return load(in_config(dev->config + dev->msi_cap + PCI_MSI_FLAGS, 2), 2);
}
bool msi_enabled(const PCIDevice *dev) {
    return msi_present(dev) && (msi_flags(dev, ENABLED) & PCI_MSI_FLAGS_ENABLE);
}
unsigned int msi_nr_vectors_allocated(const PCIDevice *dev) {
    return 1u << ((msi_flags(dev, VECTORS) & PCI_MSI_FLAGS_QSIZE) >> 4);
}

/* --- what the quirk did, noted -------------------------------------------------------------------------- */

/* What a handler has no business with: a bit each, in the order of EFFECTS in checks/conform/compiled/records.ts. */
enum effect { CONFIG_WRITE = 1, FILE_WRITE = 2, IOCTL = 4, REPORT = 8, REGION = 16, QEMU_MEMORY = 32, BAR_ACCESS = 64,
              WIDE_COOKIE = 128, TRACE_NAME = 256, CONFIG_LOOK = 512 };

static struct {
    uint32_t writes, reads, write_size, traces, trace_point, ioctls, warnings, inits, adds, effects;
    uint64_t write_data, write_addr, trace_arguments[3];
    uint32_t feature_flags, feature_size;
    int priority;
    /* Reads of the device's file; of the first: where from the MSI capability on, and how much. */
    uint32_t preads, pread_at, pread_size;
    hwaddr offset;
    MemoryRegion *parent, *child;
} noted;
static uint64_t device_answer;

static void set_config(uint8_t *config, uint64_t value, size_t length) {
    noted.effects |= CONFIG_WRITE;
    store((uint8_t *)in_config(config, length), value, length);
}
void pci_set_byte(uint8_t *config, uint8_t value) { set_config(config, value, 1); }
void pci_set_word(uint8_t *config, uint16_t value) { set_config(config, value, 2); }
void pci_set_long(uint8_t *config, uint32_t value) { set_config(config, value, 4); }

static VFIORegion *bar_region(void *region) {
    if (region != &qemu.device.bars[0].region) {
        stop(STOP_REGION);
    }
    return region;
}

void vfio_region_write(void *region, hwaddr addr, uint64_t data, unsigned size) {
    bar_region(region);
    /* QEMU's switch over the size ends in hw_error, which aborts. */
    if (size != 1 && size != 2 && size != 4 && size != 8) {
        stop(STOP_SIZE);
    }
    if (noted.writes++ == 0) {
        noted.write_addr = addr;
        noted.write_data = data;
        noted.write_size = size;
    }
}

uint64_t vfio_region_read(void *region, hwaddr addr, unsigned size) {
    bar_region(region);
    if (noted.reads++ == 0) {
        noted.write_addr = addr;
        noted.write_size = size;
    }
    return device_answer;
}

static uint8_t *in_file(int fd, size_t count, off_t offset) {
    int64_t at = offset - config_offset;
    if (fd != device_fd || at < 0 || at + count > sizeof physical) {
        stop(STOP_FILE);
    }
    return physical + at;
}

ssize_t pread(int fd, void *buffer, size_t count, off_t offset) {
    const uint8_t *from = in_file(fd, count, offset);
    if (noted.preads++ == 0) {
        noted.pread_at = offset - config_offset - msi_capability;
        noted.pread_size = count;
    }
    if (physical_read_fails) {
        return -1;
    }
    look_at_file(from, count);
    stand_in_store(buffer, physical_upper && count == 2 ? 4 : count);
    __builtin_memcpy(buffer, from, count);
    if (physical_upper && count == 2) {
        __builtin_memcpy((uint8_t *)buffer + 2, &physical_upper, 2);
    }
    return count;
}

ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset) {
    in_file(fd, count, offset);
    (void)buffer;
    noted.effects |= FILE_WRITE;
    return count;
}

int ioctl(int fd, unsigned long request, ...) {
    __builtin_va_list arguments;
    __builtin_va_start(arguments, request);
    const struct vfio_device_feature *feature =
        __builtin_va_arg(arguments, const struct vfio_device_feature *);
    __builtin_va_end(arguments);
    noted.effects |= IOCTL;
    noted.ioctls++;
    if (fd != device_fd || request != VFIO_DEVICE_FEATURE) {
        return -1;
    }
    stand_in_load(feature, sizeof *feature);
    noted.feature_flags = feature->flags;
    noted.feature_size = feature->argsz;
    return feature_accepted ? 0 : -1;
}

static void report(void) {
    noted.effects |= REPORT;
    noted.warnings++;
}
void warn_report(const char *format, ...) { report(); }
void error_report(const char *format, ...) { report(); }
void info_report(const char *format, ...) { report(); }

static bool is_name(const char *name) {
    for (uint32_t i = 0; name && i < sizeof qemu.name && name[i] == qemu.name[i]; i++) {
        if (!name[i]) {
            return true;
        }
    }
    return false;
}

void stand_in_trace(uint32_t point, const char *name, uint32_t count, const uint64_t *arguments) {
    noted.effects |= is_name(name) ? 0 : TRACE_NAME;
    if (noted.traces++ == 0) {
        noted.trace_point = point;
        for (uint32_t i = 0; i < 3; i++) {
            noted.trace_arguments[i] = i < count ? arguments[i] : 0;
        }
    }
}

VFIOQuirk *vfio_quirk_alloc(int nr_mem) {
    VFIOQuirk *quirk = g_new0(VFIOQuirk, 1);
    stand_in_store(quirk, sizeof *quirk);
    quirk->mem = g_new0(MemoryRegion, nr_mem);
    quirk->nr_mem = nr_mem;
    return quirk;
}

void memory_region_init_io(MemoryRegion *region, Object *owner, const MemoryRegionOps *ops,
                           void *opaque, const char *name, uint64_t size) {
    noted.effects |= REGION;
    noted.inits++;
    stand_in_store(region, sizeof *region);
    *region = (MemoryRegion){ .ops = ops, .opaque = opaque, .size = size, .name = name, .enabled = true };
}

void memory_region_add_subregion_overlap(MemoryRegion *parent, hwaddr offset, MemoryRegion *child,
                                         int priority) {
    noted.effects |= REGION;
    noted.adds++;
    noted.parent = parent;
    noted.child = child;
    noted.offset = offset;
    noted.priority = priority;
}
void memory_region_add_subregion(MemoryRegion *parent, hwaddr offset, MemoryRegion *child) {
    memory_region_add_subregion_overlap(parent, offset, child, 0);
}
void memory_region_set_enabled(MemoryRegion *region, bool enabled) {
    noted.effects |= REGION;
    stand_in_store(&region->enabled, sizeof region->enabled);
    region->enabled = enabled;
}

#include "kept.h"
#include "followed.h"

/* --- the probe ------------------------------------------------------------------------------------------ */

struct probe_record {
    /* in */
    uint32_t bar, vendor, device, msi_present, feature_accepted;
    /* The BAR already has a quirk, as bars of other devices have several. */
    uint32_t other_quirk;
    /* Which of the ways in which the rest of a device can be: fresh_device. */
    uint32_t variant;
    /* out */
    uint32_t quirks, base, size, priority, on_bar, ioctls, feature_flags, feature_size, warnings;
    uint32_t traces, trace_point;
    uint32_t minimum, maximum, unaligned, implemented_minimum, implemented_maximum,
        implemented_unaligned, endianness;
    /* The region is enabled; there are the hooks of these names; bits of enum effect. */
    uint32_t enabled, accepts, reset, effects;
};

static void fresh_memory(void) {
    __builtin_memset(heap, 0, 8 * (heap_used + HEAP_END));
    heap_used = 0;
}

/* Fields of a device that no quirk of the model looks at; of variant 0 as little as there can be. */
static void fill_unrelated(VFIOPCIDevice *device, uint32_t variant) {
    device->sub_vendor_id = 0x17cb * (variant & 1);
    device->sub_device_id = 0x108 * variant;
    device->config_size = variant == 2 ? PCI_CONFIG_SPACE_SIZE : sizeof physical;
    for (uint32_t i = 0; i < 6; i++) {
        VFIOBAR *bar = &device->bars[i];
        bar->size = bar->region.size = variant ? 0x200000u << i : 0;
        bar->region.fd_offset = (off_t)i << (variant ? 40 : 0);
        bar->region.flags = bar->region.nr_mmaps = variant;
        bar->type = variant ? 4 : 0;
        bar->ioport = variant == 3 && i;
        bar->mem64 = variant & 1;
    }
}

static void fresh_device(const struct probe_record *in) {
    static const char *const names[] = { "0000:01:00.0", "0000:02:00.1", "10000:e1:00.0", "radio" };
    const uint32_t kind = in->device % 16, variant = in->variant % 4;
    __builtin_memset(&qemu, 0, sizeof qemu);
    __builtin_memset(qemu.emulated, UNRELATED, sizeof qemu.emulated);
    __builtin_memset(physical, UNRELATED, sizeof physical);
    for (uint32_t i = 0; names[variant][i]; i++) {
        qemu.name[i] = names[variant][i];
    }
    msi_capability = 0x40 + 8 * ((kind + 5 * variant) % 16);
    device_fd = variant == 3 ? 0 : 7 + kind + 100 * variant;
    config_offset = (7ll + kind + 16 * variant) << 40;
    VFIOPCIDevice *device = &qemu.device;
    device->pdev.config = qemu.emulated;
    device->pdev.wmask = qemu.emulated;
    device->pdev.msi_cap = in->msi_present ? msi_capability : 0;
    device->pdev.cap_present = in->msi_present ? QEMU_PCI_CAP_MSI : 0;
    device->vbasedev = (VFIODevice){ .name = qemu.name, .fd = device_fd };
    device->config_offset = config_offset;
    device->vendor_id = in->vendor;
    device->device_id = in->device;
    feature_accepted = in->feature_accepted;
    fill_unrelated(device, variant);
    for (uint32_t i = 0; i < 6; i++) {
        device->bars[i].region.vbasedev = &device->vbasedev;
        device->bars[i].region.nr = i;
        device->bars[i].region.mem = &qemu.bar_memory[i];
    }
    if (in->other_quirk && in->bar < 6) {
        QLIST_INSERT_HEAD(&device->bars[in->bar].quirks, &qemu.other_quirk, next);
    }
}

static void note_rules(struct probe_record *out, const MemoryRegionOps *ops) {
    out->minimum = ops->valid.min_access_size;
    out->maximum = ops->valid.max_access_size;
    out->unaligned = ops->valid.unaligned;
    out->implemented_minimum = ops->impl.min_access_size;
    out->implemented_maximum = ops->impl.max_access_size;
    out->implemented_unaligned = ops->impl.unaligned;
    out->endianness = ops->endianness;
    out->accepts = ops->valid.accepts != 0;
}

/* Of what a probe may do, the records tell each by itself; its quirk is in the BAR's list. */
static uint32_t other_effects(uint32_t bar) {
    const uint32_t told = IOCTL | REPORT | REGION;
    saved_qemu.device.bars[bar].quirks = qemu.device.bars[bar].quirks;
    saved_qemu.other_quirk.next = qemu.other_quirk.next;
    return (noted.effects & ~told) | (noted.writes || noted.reads ? BAR_ACCESS : 0) |
           (differs(&qemu, &saved_qemu, sizeof qemu) ? QEMU_MEMORY : 0);
}

/* Beside what is there. */
static void probe_here(struct probe_record *record) {
    fresh_device(record);
    save();
    __builtin_memset(&noted, 0, sizeof noted);
    fuel = FUEL;
    quirk_probe(&qemu.device, record->bar);
    clear_given_back();
    VFIOQuirk *quirk = qemu.device.bars[record->bar].quirks.lh_first;
    record->quirks = quirk && noted.inits == 1 && noted.adds == 1 && quirk->mem == noted.child &&
                     quirk->next.le_next == (record->other_quirk ? &qemu.other_quirk : 0);
    record->ioctls = noted.ioctls;
    record->feature_flags = noted.feature_flags;
    record->feature_size = noted.feature_size;
    record->warnings = noted.warnings;
    record->traces = noted.traces;
    record->trace_point = noted.trace_point;
    record->effects = other_effects(record->bar);
    trapped = record->quirks && quirk_is_ops(noted.child->ops) ? noted.child : 0;
    record->base = trapped ? noted.offset : 0;
    record->size = trapped ? trapped->size : 0;
    record->priority = trapped ? noted.priority : 0;
    record->on_bar = trapped ? noted.parent == &qemu.bar_memory[record->bar] : 0;
    record->enabled = trapped ? trapped->enabled : 0;
    record->reset = record->quirks && quirk->reset;
    opaque = trapped ? trapped->opaque : 0;
    if (trapped) {
        note_rules(record, trapped->ops);
    }
}

static void probe_one(struct probe_record *record) {
    restore_first();
    fresh_memory();
    probe_here(record);
    note_variables(first_variables);
}

/* What is known of the device that is not here. */
static struct elsewhere {
    uint32_t msi_capability;
    int device_fd;
    off_t config_offset;
    const MemoryRegion *trapped;
    void *opaque;
} elsewhere;
static bool two;

static void switch_to(uint32_t device) {
    if (device == here) {
        return;
    }
    const struct elsewhere other = elsewhere;
    elsewhere = (struct elsewhere){ msi_capability, device_fd, config_offset, trapped, opaque };
    here = device;
    msi_capability = other.msi_capability;
    device_fd = other.device_fd;
    config_offset = other.config_offset;
    trapped = other.trapped;
    opaque = other.opaque;
}

#define PROBES 1024
static struct probe_record probes[PROBES];
EXPORT(probes) struct probe_record *get_probes(void) { return probes; }
EXPORT(probe_size) uint32_t get_probe_size(void) { return sizeof(struct probe_record); }

/* Runs `count` probes. The device of the last is the one that run_steps then uses. */
EXPORT(run_probes) void run_probes(uint32_t count) {
    two = false;
    switch_to(0);
    for (uint32_t i = 0; i < count; i++) {
        begin(i);
        probe_one(&probes[i]);
    }
    save();
    if (trapped) {
        saved_cookie = quirk_cookie(opaque);
    }
}

/* Probes two devices, the second with the first in place; run_steps calls the callbacks of either. */
EXPORT(run_pair) void run_pair(void) {
    restore_first();
    fresh_memory();
    two = true;
    for (uint32_t i = 0; i < 2; i++) {
        begin(i);
        switch_to(i);
        probe_here(&probes[i]);
    }
    if (differs(&machines[0], &saved_machines[0], sizeof machines[0])) {
        probes[1].effects |= QEMU_MEMORY;
    }
    save();
    switch_to(0);
    save();
}

/* --- for a proof: what a handler's call is given, and a device of which nothing is said ------------------- */

static struct {
    const void *state, *pdev, *region;
    uint64_t (*read)(void *opaque, hwaddr addr, unsigned size);
    void (*write)(void *opaque, hwaddr addr, uint64_t data, unsigned size);
    /* The sandbox's own device. */
    uint32_t capability;
    int fd;
    off_t config_offset;
} places;
EXPORT(places) const void *get_places(void) {
    places.state = opaque;
    places.pdev = &qemu.device.pdev;
    places.region = &qemu.device.bars[0].region;
    places.read = trapped->ops->read;
    places.write = trapped->ops->write;
    places.capability = msi_capability;
    places.fd = device_fd;
    places.config_offset = config_offset;
    return &places;
}
EXPORT(set_device) void set_device(uint8_t *config, uint8_t msi_cap, int fd, off_t at, char *name) {
    qemu.device.pdev.config = config;
    qemu.device.pdev.msi_cap = msi_cap;
    qemu.device.vbasedev.fd = fd;
    qemu.device.vbasedev.name = name;
    qemu.device.config_offset = at;
}
EXPORT(get_cookie) uint64_t get_cookie(void *opaque) { return quirk_cookie(opaque); }
EXPORT(set_cookie) void set_cookie(void *opaque, uint64_t cookie) { quirk_set_cookie(opaque, cookie); }

/* --- the handler ---------------------------------------------------------------------------------------- */

enum control {
    RESET = 1,
    SET_COOKIE = 2,
    READ_FAILS = 4,
    IS_READ = 8,
    RESETS_MACHINE = 16,
    ASKS_ACCEPTS = 32,
    SECOND = 64,
};

struct step_input {
    uint32_t control, size;
    uint64_t value, offset;
    uint32_t cookie, guest_address;
    uint16_t flags, guest_word8, physical_word8, physical_upper;
    uint32_t physical_address;
    uint16_t guest_word10, guest_word12, physical_word10, physical_word12;
    uint32_t unused;
};

struct step_output {
    uint64_t value, address;
    uint64_t trace_arguments[3];
    uint32_t cookie, writes, size, traces, trace_point, reads, effects, unused;
    uint32_t preads, pread_place;
};

#define STEPS 8192
static struct step_input inputs[STEPS];
static struct step_output outputs[STEPS];
static uint32_t steps_done;
EXPORT(inputs) struct step_input *get_inputs(void) { return inputs; }
EXPORT(outputs) struct step_output *get_outputs(void) { return outputs; }
EXPORT(input_size) uint32_t get_input_size(void) { return sizeof(struct step_input); }
EXPORT(output_size) uint32_t get_output_size(void) { return sizeof(struct step_output); }
EXPORT(steps_done) uint32_t get_steps_done(void) { return steps_done; }
EXPORT(most_steps) uint32_t get_most_steps(void) { return STEPS; }

static void prepare(const struct step_input *in) {
    uint8_t *host = physical + msi_capability;
    if (in->control & RESET) {
        restore();
    }
    device_answer = in->value;
    physical_read_fails = in->control & READ_FAILS;
    if (following) {
        /* What a call did to QEMU is no other call's. */
        restore_machines();
        /* What is in the registers is asked for when it is looked at. */
        physical_upper = 0;
        return;
    }
    store_guest(PCI_MSI_FLAGS, in->flags, 2);
    store_guest(PCI_MSI_ADDRESS_LO, in->guest_address, 4);
    store_guest(PCI_MSI_DATA_32, in->guest_word8, 2);
    store(host + PCI_MSI_ADDRESS_LO, in->physical_address, 4);
    store(host + PCI_MSI_DATA_32, in->physical_word8, 2);
    /* What the 64-bit layout has there: the upper half of the address's upper half, and the data. */
    store_guest(10, in->guest_word10, 2);
    store_guest(PCI_MSI_DATA_64, in->guest_word12, 2);
    store(host + 10, in->physical_word10, 2);
    store(host + PCI_MSI_DATA_64, in->physical_word12, 2);
    physical_upper = in->physical_upper;
    if (in->control & SET_COOKIE) {
        quirk_set_cookie(opaque, in->cookie);
    }
}

/* hw/vfio/pci-quirks.c, vfio_quirk_reset_all: each quirk's hook, if it has one. */
static void reset_machine(void) {
    VFIOQuirk *quirk;
    QLIST_FOREACH(quirk, &qemu.device.bars[0].quirks, next) {
        stand_in_load(&quirk->reset, sizeof quirk->reset);
        if (quirk->reset) {
            quirk->reset(&qemu.device, quirk);
        }
    }
}

static uint64_t call(const struct step_input *in) {
    const MemoryRegionOps *ops = trapped->ops;
    if (in->control & RESETS_MACHINE) {
        reset_machine();
        return 0;
    }
    if (in->control & ASKS_ACCEPTS) {
        bool is_write = !(in->control & IS_READ);
        return ops->valid.accepts(opaque, in->offset, in->size, is_write, (MemTxAttrs){ 0 });
    }
    if (in->control & IS_READ) {
        if (!ops->read) {
            stop(STOP_NO_CALLBACK);
        }
        return ops->read(opaque, in->offset, in->size);
    }
    if (!ops->write) {
        stop(STOP_NO_CALLBACK);
    }
    ops->write(opaque, in->offset, in->value, in->size);
    return noted.write_data;
}

/* Runs the inputs from `first` to `last` - 1 (followed: one); after a stop, steps_done is the one that was stopped. */
EXPORT(run_steps) void run_steps(uint32_t first, uint32_t last) {
    for (steps_done = first; steps_done < last; steps_done++) {
        const struct step_input *in = &inputs[steps_done];
        struct step_output *out = &outputs[steps_done];
        if (two) {
            switch_to(in->control & SECOND ? 1 : 0);
        }
        prepare(in);
        begin(steps_done);
        fuel = FUEL;
        noted.writes = noted.reads = noted.traces = noted.effects = noted.preads = noted.write_size = 0;
        noted.write_addr = noted.write_data = 0;
        touched_count = found = 0;
        in_callback = true;
        out->value = call(in);
        in_callback = false;
        clear_given_back();
        out->address = noted.write_addr;
        for (uint32_t i = 0; i < 3; i++) {
            out->trace_arguments[i] = noted.traces ? noted.trace_arguments[i] : 0;
        }
        /* Where all that it looks at is followed, its cookie is a word as any other. */
        uint64_t cookie = following ? 0 : quirk_cookie(opaque);
        out->cookie = cookie;
        out->writes = noted.writes;
        out->reads = noted.reads;
        out->size = noted.write_size;
        out->traces = noted.traces;
        out->trace_point = noted.trace_point;
        out->preads = noted.preads;
        out->pread_place = noted.preads ? noted.pread_at << 16 | (noted.pread_size & 0xffff) : 0;
        bool is_hook = in->control & (RESETS_MACHINE | ASKS_ACCEPTS);
        uint32_t other = (in->control & IS_READ || is_hook ? noted.writes : 0) +
                         (in->control & IS_READ && !is_hook ? 0 : noted.reads);
        out->effects = noted.effects | (other ? BAR_ACCESS : 0) | (cookie >> 32 ? WIDE_COOKIE : 0);
        const bool changed = two ? differs(machines, saved_machines, sizeof machines)
                                 : differs(&qemu, &saved_qemu, sizeof qemu);
        if (changed) {
            qemu_changed = true;
            out->effects |= QEMU_MEMORY;
        }
        if (following) {
            take_touched();
        } else if (!two) {
            note_kept(out->cookie);
        }
    }
}
