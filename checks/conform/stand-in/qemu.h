/*
 * A stand-in for the QEMU interfaces that a vfio quirk calls. Written for this project: names, types and
 * behaviour are QEMU's, the text is not. Each piece says which behaviour it stands for, by file of QEMU 8.2
 * unless said otherwise; docs/conformance.md tells what is left out. Definitions are in qemu.c.
 */
#ifndef STAND_IN_QEMU_H
#define STAND_IN_QEMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* include/exec/hwaddr.h: guest physical addresses, and offsets in a memory region, are 64 bits wide. */
typedef uint64_t hwaddr;
/* QEMU is built with _FILE_OFFSET_BITS=64. */
typedef int64_t off_t;
typedef int32_t ssize_t;
typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef uint64_t __u64;

/* --- include/qemu/osdep.h, include/qemu/compiler.h: plain arithmetic --------------------------------- */

#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define ROUND_UP(n, d) (DIV_ROUND_UP(n, d) * (d))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n) (1u << (n))
#define BIT_ULL(n) (1ull << (n))
#define KiB (1ll << 10)
#define MiB (1ll << 20)
#define G_GNUC_UNUSED __attribute__((unused))
#define g_assert(condition) ((condition) ? (void)0 : stand_in_assertion_failed())
#define assert(condition) g_assert(condition)
#define g_assert_not_reached() stand_in_assertion_failed()
_Noreturn void stand_in_assertion_failed(void);

void *memcpy(void *to, const void *from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *left, const void *right, size_t length);

/* --- glib's allocator: it aborts where memory runs out, so no caller looks for NULL ------------------- */

void *g_malloc(size_t size);
void *g_malloc0(size_t size);
#define g_new(type, count) ((type *)g_malloc(sizeof(type) * (count)))
#define g_new0(type, count) ((type *)g_malloc0(sizeof(type) * (count)))
/* Abstraction: what is given back is got again by the next who asks for just as much; nothing else is it. */
void g_free(void *memory);

/* --- include/qemu/queue.h: doubly linked list, head insertion, as the quirks of a BAR are kept -------- */

#define QLIST_HEAD(name, type) struct name { struct type *lh_first; }
#define QLIST_ENTRY(type) struct { struct type *le_next; struct type **le_prev; }
#define QLIST_INSERT_HEAD(head, element, field)                       \
    do {                                                              \
        (element)->field.le_next = (head)->lh_first;                  \
        (element)->field.le_prev = &(head)->lh_first;                 \
        if ((head)->lh_first) {                                       \
            (head)->lh_first->field.le_prev = &(element)->field.le_next; \
        }                                                             \
        (head)->lh_first = (element);                                 \
    } while (0)
#define QLIST_FOREACH(element, head, field) \
    for ((element) = (head)->lh_first; (element); (element) = (element)->field.le_next)

/* --- include/exec/memory.h, include/exec/memattrs.h: what a quirk says of the range it traps ---------- */

typedef struct Object Object;
#define OBJECT(object) ((Object *)(object))

enum device_endian { DEVICE_NATIVE_ENDIAN, DEVICE_BIG_ENDIAN, DEVICE_LITTLE_ENDIAN };

typedef struct MemTxAttrs { unsigned secure : 1; } MemTxAttrs;
typedef uint32_t MemTxResult;
#define MEMTX_OK 0

typedef struct MemoryRegionOps {
    uint64_t (*read)(void *opaque, hwaddr addr, unsigned size);
    void (*write)(void *opaque, hwaddr addr, uint64_t data, unsigned size);
    MemTxResult (*read_with_attrs)(void *opaque, hwaddr addr, uint64_t *data, unsigned size,
                                   MemTxAttrs attrs);
    MemTxResult (*write_with_attrs)(void *opaque, hwaddr addr, uint64_t data, unsigned size,
                                    MemTxAttrs attrs);
    enum device_endian endianness;
    struct {
        unsigned min_access_size;
        unsigned max_access_size;
        bool unaligned;
        bool (*accepts)(void *opaque, hwaddr addr, unsigned size, bool is_write, MemTxAttrs attrs);
    } valid;
    struct {
        unsigned min_access_size;
        unsigned max_access_size;
        bool unaligned;
    } impl;
} MemoryRegionOps;

typedef struct MemoryRegion {
    const MemoryRegionOps *ops;
    void *opaque;
    uint64_t size;
    const char *name;
    bool enabled;
} MemoryRegion;

/* system/memory.c: the region answers accesses through `ops`, each called with `opaque`. */
void memory_region_init_io(MemoryRegion *region, Object *owner, const MemoryRegionOps *ops,
                           void *opaque, const char *name, uint64_t size);
/* system/memory.c: where regions overlap, the higher priority is seen. Only recorded here. */
void memory_region_add_subregion_overlap(MemoryRegion *parent, hwaddr offset, MemoryRegion *child,
                                         int priority);
void memory_region_add_subregion(MemoryRegion *parent, hwaddr offset, MemoryRegion *child);
/* system/memory.c: a disabled region is passed over, accesses go to what is below it. Only recorded. */
void memory_region_set_enabled(MemoryRegion *region, bool enabled);

/* --- hw/pci: configuration space as QEMU emulates it for the guest ------------------------------------ */

#define PCI_CONFIG_SPACE_SIZE 0x100
#define PCIE_CONFIG_SPACE_SIZE 0x1000
#define PCI_ANY_ID ((uint32_t)~0u)

/* include/standard-headers/linux/pci_regs.h: the MSI capability (PCI 3.0, section 6.8.1). */
#define PCI_MSI_FLAGS 0x02
#define PCI_MSI_FLAGS_ENABLE 0x0001
#define PCI_MSI_FLAGS_QMASK 0x000e
#define PCI_MSI_FLAGS_QSIZE 0x0070
#define PCI_MSI_FLAGS_64BIT 0x0080
#define PCI_MSI_FLAGS_MASKBIT 0x0100
#define PCI_MSI_RFU 3
#define PCI_MSI_ADDRESS_LO 0x04
#define PCI_MSI_ADDRESS_HI 0x08
#define PCI_MSI_DATA_32 0x08
#define PCI_MSI_MASK_32 0x0c
#define PCI_MSI_DATA_64 0x0c
#define PCI_MSI_MASK_64 0x10

/* include/hw/pci/pci_device.h: `config` is QEMU's copy; `msi_cap` the capability's offset in it. */
typedef struct PCIDevice {
    uint8_t *config;
    uint8_t *wmask;
    uint32_t cap_present;
    uint8_t msi_cap;
} PCIDevice;

/* include/hw/pci/pci.h: little-endian loads and stores at a pointer into configuration space. A pointer
 * outside of it is stopped here, where QEMU would read what happens to lie there. */
uint8_t pci_get_byte(const uint8_t *config);
uint16_t pci_get_word(const uint8_t *config);
uint32_t pci_get_long(const uint8_t *config);
uint64_t pci_get_quad(const uint8_t *config);
void pci_set_byte(uint8_t *config, uint8_t value);
void pci_set_word(uint8_t *config, uint16_t value);
void pci_set_long(uint8_t *config, uint32_t value);

/* hw/pci/msi.c: QEMU initialised the capability. Then the bits of the guest's copy: the enable bit, and 2 to
 * the power of QSIZE, whatever the device offers. */
bool msi_present(const PCIDevice *dev);
bool msi_enabled(const PCIDevice *dev);
unsigned int msi_nr_vectors_allocated(const PCIDevice *dev);

/* --- hw/vfio ------------------------------------------------------------------------------------------ */

/* include/hw/vfio/vfio-common.h: `fd` is the device's file, whose regions lie at offsets of it. */
typedef struct VFIODevice {
    char *name;
    int fd;
} VFIODevice;

typedef struct VFIORegion {
    VFIODevice *vbasedev;
    off_t fd_offset;
    MemoryRegion *mem;
    size_t size;
    uint32_t flags;
    uint32_t nr_mmaps;
    uint8_t nr;
} VFIORegion;

/* hw/vfio/pci.h */
typedef struct VFIOQuirk {
    QLIST_ENTRY(VFIOQuirk) next;
    void *data;
    int nr_mem;
    MemoryRegion *mem;
    void (*reset)(void *vdev, struct VFIOQuirk *quirk);
} VFIOQuirk;

typedef struct VFIOBAR {
    VFIORegion region;
    MemoryRegion *mr;
    size_t size;
    uint8_t type;
    bool ioport;
    bool mem64;
    QLIST_HEAD(, VFIOQuirk) quirks;
} VFIOBAR;

typedef struct VFIOPCIDevice {
    PCIDevice pdev;
    VFIODevice vbasedev;
    off_t config_offset;
    unsigned int config_size;
    uint32_t vendor_id;
    uint32_t device_id;
    uint32_t sub_vendor_id;
    uint32_t sub_device_id;
    VFIOBAR bars[6];
} VFIOPCIDevice;

/* hw/vfio/pci-quirks.c: a zeroed quirk with `nr_mem` zeroed memory regions. */
VFIOQuirk *vfio_quirk_alloc(int nr_mem);

/* hw/vfio/helpers.c (region.c later): one pwrite of the low `size` bytes to the device's region. */
void vfio_region_write(void *region, hwaddr addr, uint64_t data, unsigned size);
/* The same for reading; a failed pread gives all ones. Here the device answers what the harness set. */
uint64_t vfio_region_read(void *region, hwaddr addr, unsigned size);

/* POSIX pread of the device's file. The stand-in has its configuration region only: `count` bytes of the
 * physical registers, in the host's (little-endian) order; if reading fails, -1 and the buffer untouched. */
ssize_t pread(int fd, void *buffer, size_t count, off_t offset);
ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset);

/* linux/vfio.h: VFIO_DEVICE_FEATURE; 0 or -1. The harness decides whether the kernel has the feature. */
#define VFIO_DEVICE_FEATURE 0x3b75
#define VFIO_DEVICE_FEATURE_MASK 0xffff
#define VFIO_DEVICE_FEATURE_GET (1 << 16)
#define VFIO_DEVICE_FEATURE_SET (1 << 17)
#define VFIO_DEVICE_FEATURE_PROBE (1 << 18)
struct vfio_device_feature {
    __u32 argsz;
    __u32 flags;
    __u8 data[];
};
int ioctl(int fd, unsigned long request, ...);

/* util/qemu-error.c: a line for the user. Only counted here. */
void warn_report(const char *format, ...);
void error_report(const char *format, ...);
void info_report(const char *format, ...);
#define warn_report_once(...) warn_report(__VA_ARGS__)
#define error_report_once(...) error_report(__VA_ARGS__)

/* What `trace_NAME` becomes: a trace point's number in the patch, the device's name,
 * and the arguments behind it. */
void stand_in_trace(uint32_t point, const char *name, uint32_t count, const uint64_t *arguments);

#endif
