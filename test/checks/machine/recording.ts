/** A value that writes down which of its leaves are read. */

/**
 * The same object, every read of a leaf (anything but an object) below it added to `reads` as a path:
 * `capability.bytes.2`. Reading an object is no read of what is in it. Methods and symbols of arrays are
 * left out, their length is not.
 */
export function recording<T extends object>(value: T, reads: Set<string>, path = ""): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const inner: unknown = Reflect.get(target, key, receiver);
      if (typeof key === "symbol" || typeof inner === "function") return inner;
      const innerPath = path === "" ? key : `${path}.${key}`;
      if (typeof inner === "object" && inner !== null) return recording(inner, reads, innerPath);
      reads.add(innerPath);
      return inner;
    },
  });
}
