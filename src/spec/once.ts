/** Makes something of an object once, however often it is asked for: where each of many items asks, time would grow by the square. */
export function once<K extends object, V>(make: (object: K) => V): (object: K) => V {
  const made = new WeakMap<K, { readonly value: V }>();
  return (object) => {
    const known = made.get(object) ?? { value: make(object) };
    made.set(object, known);
    return known.value;
  };
}
