import createClient, { type Middleware } from "openapi-fetch";

import { personIsActing } from "@/app/activity";

import { refusal, unreachable } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** A schema with some of its fields told closer than the document can: values whose columns only the platform knows. */
export type Told<Schema, Closer extends { [Name in keyof Closer]: Name extends keyof Schema ? Schema[Name] : never }> =
  Omit<Schema, keyof Closer> & Closer;

let csrfToken = "";

/** The token for writing requests, as the bureau last said it. */
export function rememberCsrf(token: string): void {
  csrfToken = token;
}

export const csrf = (): string => csrfToken;

/** What the page asks by itself does not count as the person's activity. */
export const background = (): Record<string, string> => (personIsActing() ? {} : { "X-Background": "1" });

/** Writing requests carry the token; reading ones say when nobody asked. */
const headers: Middleware = {
  onRequest({ request }) {
    const said = request.method === "GET" ? background() : { "X-CSRFToken": csrfToken };
    Object.entries(said).forEach(([name, value]) => request.headers.set(name, value));
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });
api.use(headers);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; throws a Problem when the bureau refused or could not be reached. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  });
  if (!response.ok) throw refusal(response.status, error);
  return data as T;
}
