/** Questions whose parameters the OpenAPI document cannot name: columns of tables, files up and down. */
import { background, csrf } from "./client";
import { refusal, unreachable } from "./problem";

export type Query = readonly (readonly [string, string])[];

interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

async function send(method: string, path: string, { query, body, signal }: Options): Promise<Response> {
  const asked = query?.length ? `${path}?${new URLSearchParams(query.map(([name, value]) => [name, value]))}` : path;
  const headers: Record<string, string> = method === "GET" ? background() : { "X-CSRFToken": csrf() };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const sent = body === undefined ? undefined : form ? body : JSON.stringify(body);
  try {
    return await fetch(asked, { method, headers, body: sent, signal, credentials: "same-origin" });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  return response.json().catch(() => null);
}

/** The answer as JSON; throws a Problem when the bureau refused or could not be reached. */
export async function request<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  if (!response.ok) throw refusal(response.status, await bodyOf(response));
  return (response.status === 204 ? undefined : await bodyOf(response)) as T;
}

const NAMED = /filename\*=UTF-8''([^;]+)|filename="?([^";]+)"?/i;

/** The name that the bureau gave to a file. */
export function fileNameOf(disposition: string | null, otherwise: string): string {
  const [, encoded, plain] = NAMED.exec(disposition ?? "") ?? [];
  if (!encoded) return plain ?? otherwise;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return otherwise;
  }
}

/** Fetches a file and hands it to the browser to keep; a refusal is thrown as a Problem, not saved as a file. */
export async function download(path: string, query: Query, otherwise: string): Promise<void> {
  const response = await send("GET", path, { query });
  if (!response.ok) throw refusal(response.status, await bodyOf(response));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = fileNameOf(response.headers.get("Content-Disposition"), otherwise);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

