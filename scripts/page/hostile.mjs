// A profile whose functions have names that a careless page would run or be led astray by.

/** The names, from the root down. */
export const HOSTILE = [
  "main.main",
  '<img src="x" onerror="window.hostile = true">',
  "</script><script>window.hostile = true</script>",
  "main.\u202egnp.\u0007\u200b[go.shape.struct { a/b.c int }]",
  "${window.hostile = true}.x",
];

/** The bytes of a pprof CPU profile in which each function calls the next. */
export function hostileProfile() {
  const strings = ["", "samples", "count", "cpu", "nanoseconds", "main.go", ...HOSTILE];
  const ids = HOSTILE.map((_, i) => i + 1);
  return message([
    [1, message([[1, 1], [2, 2]])],
    [1, message([[1, 3], [2, 4]])],
    // A stack down to each of them but the first, so that each is at an edge.
    ...ids.slice(1).map((leaf) => [2, sample(ids.slice(0, leaf).reverse())]),
    ...ids.map((id) => [4, message([[1, id], [4, message([[1, id], [2, 10 * id + 3]])]])]),
    ...ids.map((id) => [5, message([[1, id], [2, 5 + id], [4, 5], [5, 10 * id]])]),
    ...strings.map((text) => [6, Buffer.from(text)]),
    [10, 20_000_000_000],
    [11, message([[1, 3], [2, 4]])],
    [12, 10_000_000],
  ]);
}

function sample(leafFirst) {
  return message([[1, packed(leafFirst)], [2, packed([500, 5_000_000_000])]]);
}

/** Fields: numbers as they are, all else with its length. */
function message(fields) {
  return Buffer.concat(
    fields.flatMap(([number, value]) =>
      typeof value === "number"
        ? [varint(number * 8), varint(value)]
        : [varint(number * 8 + 2), varint(value.length), value],
    ),
  );
}

function packed(numbers) {
  return Buffer.concat(numbers.map(varint));
}

function varint(number) {
  const bytes = [];
  let rest = BigInt(number);
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
