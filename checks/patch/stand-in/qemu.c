/*
 * The stand-in's behaviour, and the entry points by which quirkcheck runs a quirk against it. What QEMU does is
 * said in qemu.h; the records are described in checks/patch/records.ts, which reads and writes them.
 */
#include "qemu.h"

#define EXPORT(name) __attribute__((export_name(#name)))

/* Why the stand-in stopped the quirk: the order is that of STOPS in checks/patch/trap.ts. */
enum stop { STOP_FUEL, STOP_ASSERTION, STOP_CONFIG, STOP_REGION, STOP_FILE, STOP_SIZE, STOP_MEMORY,
            STOP_NO_CALLBACK };
__attribute__((import_module("quirkcheck"), import_name("stop"))) _Noreturn void stop(enum stop why);

/* --- the patch's side, written behind it by checks/patch/unit.ts --------------------------------------- */

void quirk_probe(VFIOPCIDevice *vdev, int nr);
bool quirk_is_ops(const MemoryRegionOps *ops);
uint64_t quirk_cookie(void *opaque);
void quirk_set_cookie(void *opaque, uint64_t cookie);

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
static uint64_t heap[HEAP_SIZE / 8];
static uint64_t saved_heap[HEAP_SIZE / 8];
static uint32_t heap_used;

void *g_malloc0(size_t size) {
    uint32_t words = (size + 7) / 8 + 1;
    if (size > HEAP_SIZE || heap_used + words > HEAP_SIZE / 8) {
        stop(STOP_MEMORY);
    }
    void *memory = heap + heap_used;
    __builtin_memset(memory, 0, words * 8);
    heap_used += words;
    return memory;
}

/* What g_malloc leaves in memory is undefined; a pattern shows who relies on it. */
void *g_malloc(size_t size) { return __builtin_memset(g_malloc0(size), 0xa5, size); }
void g_free(void *memory) { (void)memory; }

void *memcpy(void *to, const void *from, size_t length) { return memmove(to, from, length); }
void *memmove(void *to, const void *from, size_t length) {
    /* The instruction memory.copy: overlapping ranges are right too. */
    return __builtin_memmove(to, from, length);
}
void *memset(void *to, int byte, size_t length) { return __builtin_memset(to, byte, length); }
int memcmp(const void *left, const void *right, size_t length) {
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

#define MSI_CAPABILITY 0x50
#define QEMU_PCI_CAP_MSI 1
#define DEVICE_FD 7
#define CONFIG_OFFSET 0x70000000000ll
/* Registers that no quirk has business with hold this: read by mistake, they show. */
#define UNRELATED 0xa5

static VFIOPCIDevice device;
static MemoryRegion bar_memory[6];
static uint8_t emulated[PCIE_CONFIG_SPACE_SIZE];
static uint8_t physical[PCIE_CONFIG_SPACE_SIZE];
static char device_name[] = "0000:01:00.0";
static bool physical_read_fails;
/*
 * What a big-endian host has of a 2-byte read in the upper half of a 32-bit variable; 0 on a little-endian one.
 * Abstraction: `buffer` is taken to be such a variable, as the patch's is.
 */
static uint16_t physical_upper;
static bool feature_accepted;

static const uint8_t *in_config(const uint8_t *pointer, size_t length) {
    if (pointer < emulated || pointer + length > emulated + sizeof emulated) {
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

uint8_t pci_get_byte(const uint8_t *config) { return load(in_config(config, 1), 1); }
uint16_t pci_get_word(const uint8_t *config) { return load(in_config(config, 2), 2); }
uint32_t pci_get_long(const uint8_t *config) { return load(in_config(config, 4), 4); }
uint64_t pci_get_quad(const uint8_t *config) { return load(in_config(config, 8), 8); }
void pci_set_byte(uint8_t *config, uint8_t value) { store((uint8_t *)in_config(config, 1), value, 1); }
void pci_set_word(uint8_t *config, uint16_t value) { store((uint8_t *)in_config(config, 2), value, 2); }
void pci_set_long(uint8_t *config, uint32_t value) { store((uint8_t *)in_config(config, 4), value, 4); }

bool msi_present(const PCIDevice *dev) { return dev->cap_present & QEMU_PCI_CAP_MSI; }
static uint16_t msi_flags(const PCIDevice *dev) {
    return pci_get_word(dev->config + dev->msi_cap + PCI_MSI_FLAGS);
}
bool msi_enabled(const PCIDevice *dev) {
    return msi_present(dev) && (msi_flags(dev) & PCI_MSI_FLAGS_ENABLE);
}
unsigned int msi_nr_vectors_allocated(const PCIDevice *dev) {
    return 1u << ((msi_flags(dev) & PCI_MSI_FLAGS_QSIZE) >> 4);
}

/* --- what the quirk did, noted -------------------------------------------------------------------------- */

static struct {
    uint32_t writes, reads, write_size, traces, trace_point, ioctls, warnings, inits, adds;
    uint64_t write_data, write_addr, trace_arguments[3];
    uint32_t feature_flags, feature_size;
    int priority;
    hwaddr offset;
    MemoryRegion *parent, *child;
} noted;
static uint64_t device_answer;

static VFIORegion *bar_region(void *region) {
    if (region != &device.bars[0].region) {
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
    int64_t at = offset - CONFIG_OFFSET;
    if (fd != DEVICE_FD || at < 0 || at + count > sizeof physical) {
        stop(STOP_FILE);
    }
    return physical + at;
}

ssize_t pread(int fd, void *buffer, size_t count, off_t offset) {
    const uint8_t *from = in_file(fd, count, offset);
    if (physical_read_fails) {
        return -1;
    }
    __builtin_memcpy(buffer, from, count);
    if (physical_upper && count == 2) {
        __builtin_memcpy((uint8_t *)buffer + 2, &physical_upper, 2);
    }
    return count;
}

ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset) {
    in_file(fd, count, offset);
    (void)buffer;
    return count;
}

int ioctl(int fd, unsigned long request, ...) {
    __builtin_va_list arguments;
    __builtin_va_start(arguments, request);
    const struct vfio_device_feature *feature =
        __builtin_va_arg(arguments, const struct vfio_device_feature *);
    __builtin_va_end(arguments);
    if (fd != DEVICE_FD || request != VFIO_DEVICE_FEATURE) {
        return -1;
    }
    noted.ioctls++;
    noted.feature_flags = feature->flags;
    noted.feature_size = feature->argsz;
    return feature_accepted ? 0 : -1;
}

void warn_report(const char *format, ...) { noted.warnings++; }
void error_report(const char *format, ...) { noted.warnings++; }
void info_report(const char *format, ...) { (void)format; }

void stand_in_trace(uint32_t point, uint32_t count, const uint64_t *arguments) {
    if (noted.traces++ == 0) {
        noted.trace_point = point;
        for (uint32_t i = 0; i < 3; i++) {
            noted.trace_arguments[i] = i < count ? arguments[i] : 0;
        }
    }
}

VFIOQuirk *vfio_quirk_alloc(int nr_mem) {
    VFIOQuirk *quirk = g_new0(VFIOQuirk, 1);
    quirk->mem = g_new0(MemoryRegion, nr_mem);
    quirk->nr_mem = nr_mem;
    return quirk;
}

void memory_region_init_io(MemoryRegion *region, Object *owner, const MemoryRegionOps *ops,
                           void *opaque, const char *name, uint64_t size) {
    noted.inits++;
    *region = (MemoryRegion){ .ops = ops, .opaque = opaque, .size = size, .name = name, .enabled = true };
}

void memory_region_add_subregion_overlap(MemoryRegion *parent, hwaddr offset, MemoryRegion *child,
                                         int priority) {
    noted.adds++;
    noted.parent = parent;
    noted.child = child;
    noted.offset = offset;
    noted.priority = priority;
}
void memory_region_add_subregion(MemoryRegion *parent, hwaddr offset, MemoryRegion *child) {
    memory_region_add_subregion_overlap(parent, offset, child, 0);
}
void memory_region_set_enabled(MemoryRegion *region, bool enabled) { region->enabled = enabled; }

/* --- the probe ------------------------------------------------------------------------------------------ */

struct probe_record {
    /* in */
    uint32_t bar, vendor, device, msi_present, feature_accepted;
    /* The BAR already has a quirk, as bars of other devices have several. */
    uint32_t other_quirk;
    /* out */
    uint32_t quirks, base, size, priority, on_bar, ioctls, feature_flags, feature_size, warnings;
    uint32_t traces, trace_point;
    uint32_t minimum, maximum, unaligned, implemented_minimum, implemented_maximum,
        implemented_unaligned, endianness;
};

static VFIOQuirk other_quirk;

static void fresh_device(const struct probe_record *in) {
    heap_used = 0;
    __builtin_memset(&device, 0, sizeof device);
    __builtin_memset(emulated, UNRELATED, sizeof emulated);
    __builtin_memset(physical, UNRELATED, sizeof physical);
    device.pdev.config = emulated;
    device.pdev.wmask = emulated;
    device.pdev.msi_cap = in->msi_present ? MSI_CAPABILITY : 0;
    device.pdev.cap_present = in->msi_present ? QEMU_PCI_CAP_MSI : 0;
    device.vbasedev = (VFIODevice){ .name = device_name, .fd = DEVICE_FD };
    device.config_offset = CONFIG_OFFSET;
    device.config_size = sizeof physical;
    device.vendor_id = in->vendor;
    device.device_id = in->device;
    feature_accepted = in->feature_accepted;
    for (uint32_t i = 0; i < 6; i++) {
        device.bars[i].region.vbasedev = &device.vbasedev;
        device.bars[i].region.nr = i;
        device.bars[i].region.mem = &bar_memory[i];
    }
    if (in->other_quirk && in->bar < 6) {
        other_quirk.next.le_next = 0;
        QLIST_INSERT_HEAD(&device.bars[in->bar].quirks, &other_quirk, next);
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
}

static const MemoryRegion *trapped;

static void probe_one(struct probe_record *record) {
    fresh_device(record);
    __builtin_memset(&noted, 0, sizeof noted);
    fuel = FUEL;
    quirk_probe(&device, record->bar);
    const VFIOQuirk *quirk = record->bar < 6 ? device.bars[record->bar].quirks.lh_first : 0;
    record->quirks = quirk && noted.inits == 1 && noted.adds == 1 && quirk->mem == noted.child &&
                     quirk->next.le_next == (record->other_quirk ? &other_quirk : 0);
    record->ioctls = noted.ioctls;
    record->feature_flags = noted.feature_flags;
    record->feature_size = noted.feature_size;
    record->warnings = noted.warnings;
    record->traces = noted.traces;
    record->trace_point = noted.trace_point;
    trapped = record->quirks && quirk_is_ops(noted.child->ops) ? noted.child : 0;
    record->base = trapped ? noted.offset : 0;
    record->size = trapped ? trapped->size : 0;
    record->priority = trapped ? noted.priority : 0;
    record->on_bar = trapped ? noted.parent == &bar_memory[record->bar] : 0;
    if (trapped) {
        note_rules(record, trapped->ops);
    }
}

#define PROBES 1024
static struct probe_record probes[PROBES];
EXPORT(probes) struct probe_record *get_probes(void) { return probes; }
EXPORT(probe_size) uint32_t get_probe_size(void) { return sizeof(struct probe_record); }

/* Runs `count` probes. The device of the last is the one that run_steps then uses. */
EXPORT(run_probes) void run_probes(uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        probe_one(&probes[i]);
    }
    __builtin_memcpy(saved_heap, heap, heap_used * 8);
}

/* --- the handler ---------------------------------------------------------------------------------------- */

enum control { RESET = 1, SET_COOKIE = 2, READ_FAILS = 4, IS_READ = 8 };

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
    uint32_t cookie, writes, size, traces, trace_point, reads;
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
    uint8_t *guest = emulated + MSI_CAPABILITY, *host = physical + MSI_CAPABILITY;
    store(guest + PCI_MSI_FLAGS, in->flags, 2);
    store(guest + PCI_MSI_ADDRESS_LO, in->guest_address, 4);
    store(guest + PCI_MSI_DATA_32, in->guest_word8, 2);
    store(host + PCI_MSI_ADDRESS_LO, in->physical_address, 4);
    store(host + PCI_MSI_DATA_32, in->physical_word8, 2);
    /* What the 64-bit layout has there: the upper half of the address's upper half, and the data. */
    store(guest + 10, in->guest_word10, 2);
    store(guest + PCI_MSI_DATA_64, in->guest_word12, 2);
    store(host + 10, in->physical_word10, 2);
    store(host + PCI_MSI_DATA_64, in->physical_word12, 2);
    physical_read_fails = in->control & READ_FAILS;
    physical_upper = in->physical_upper;
    device_answer = in->value;
    if (in->control & RESET) {
        __builtin_memcpy(heap, saved_heap, heap_used * 8);
    }
    if (in->control & SET_COOKIE) {
        quirk_set_cookie(trapped->opaque, in->cookie);
    }
}

static uint64_t call(const struct step_input *in) {
    const MemoryRegionOps *ops = trapped->ops;
    if (in->control & IS_READ) {
        if (!ops->read) {
            stop(STOP_NO_CALLBACK);
        }
        return ops->read(trapped->opaque, in->offset, in->size);
    }
    if (!ops->write) {
        stop(STOP_NO_CALLBACK);
    }
    ops->write(trapped->opaque, in->offset, in->value, in->size);
    return noted.write_data;
}

/* Runs the inputs from `first` to `last` - 1; after a stop, steps_done is the one that was stopped. */
EXPORT(run_steps) void run_steps(uint32_t first, uint32_t last) {
    for (steps_done = first; steps_done < last; steps_done++) {
        const struct step_input *in = &inputs[steps_done];
        struct step_output *out = &outputs[steps_done];
        prepare(in);
        fuel = FUEL;
        noted.writes = noted.reads = noted.traces = 0;
        out->value = call(in);
        out->address = noted.write_addr;
        for (uint32_t i = 0; i < 3; i++) {
            out->trace_arguments[i] = noted.traces ? noted.trace_arguments[i] : 0;
        }
        out->cookie = quirk_cookie(trapped->opaque);
        out->writes = noted.writes;
        out->reads = noted.reads;
        out->size = noted.write_size;
        out->traces = noted.traces;
        out->trace_point = noted.trace_point;
    }
}
