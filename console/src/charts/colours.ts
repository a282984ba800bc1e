/** Pictures on canvas know no CSS variables: `var(--name)` in an option becomes the colour it stands for now. */
type Lookup = (name: string) => string;

const VARIABLE = /var\((--[\w-]+)\)/g;

/** An option with its variables resolved; rows of figures are handed on as they are. */
export function withColours<T>(option: T, lookup: Lookup): T {
  return resolve(option, lookup) as T;
}

function resolve(value: unknown, lookup: Lookup): unknown {
  if (typeof value === "string") return value.includes("var(") ? value.replace(VARIABLE, (_, name: string) => lookup(name)) : value;
  if (Array.isArray(value)) return isFigures(value) ? value : value.map((one) => resolve(one, lookup));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, resolve(held, lookup)]));
}

const isFigures = (values: unknown[]): boolean => {
  const [first] = values;
  return typeof first === "number" || (Array.isArray(first) && typeof first[0] === "number");
};

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The colours that hold where an element stands. */
export function coloursAt(element: Element): Lookup {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}
