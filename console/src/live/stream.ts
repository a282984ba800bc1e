import { EventParser, type StreamEvent } from "./sse";

export type LiveState = "live" | "reconnecting" | "closed";

export interface StreamOptions {
  url: string;
  onEvent: (event: StreamEvent) => void;
  onState: (state: LiveState) => void;
  /** The session is over (HTTP 401 or 403): the stream stops for good. */
  onSignedOut: () => void;
  fetch?: typeof fetch;
  /** Silence after which a connection counts as dead, ms; the server writes a comment more often than that. */
  silenceMs?: number;
  firstRetryMs?: number;
  maxRetryMs?: number;
}

const CLOSED_AFTER_FAILURES = 4;
/** What was missed cannot be told any more: everything has to be loaded anew. */
export const RESET = "reset";
/** Only says where the stream is, so that it is resumed from there. */
const POSITION = "position";

/**
 * The bureau's event stream, resumed by the number of the last event seen.
 *
 * Written over fetch rather than EventSource because EventSource hides why a connection ended and gives up
 * for good on any HTTP error. An event whose number is not above the last one is a repeat and is dropped.
 */
export class EventStream {
  lastId: string | null = null;
  private failures = 0;
  private stopped = false;
  private controller: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wake: (() => void) | null = null;

  constructor(private readonly options: StreamOptions) {}

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.controller?.abort();
    this.retryNow();
  }

  /** Ends the pause between two attempts (the browser came online, or the person asked). */
  retryNow(): void {
    this.wake?.();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const asked = await this.connect();
      if (this.stopped) return;
      this.failures += 1;
      this.options.onState(this.failures >= CLOSED_AFTER_FAILURES ? "closed" : "reconnecting");
      await this.pause(scattered(asked ?? backoff(this.failures, this.options)));
    }
  }

  /** One connection, until it ends; returns the pause the server asked for. */
  private async connect(): Promise<number | null> {
    const parser = new EventParser();
    this.controller = new AbortController();
    try {
      const response = await this.request(this.controller.signal);
      if (response.status === 401 || response.status === 403) return this.signedOut();
      if (!response.ok || !response.body) return null;
      this.failures = 0;
      this.options.onState("live");
      await this.read(response.body, parser);
    } catch {
      // A broken connection is what resuming is for.
    } finally {
      clearTimeout(this.timer);
    }
    return parser.retryMs;
  }

  private request(signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
    const send = this.options.fetch ?? fetch;
    this.watchSilence();
    return send(this.options.url, { headers, signal, credentials: "same-origin", cache: "no-store" });
  }

  private async read(body: ReadableStream<Uint8Array>, parser: EventParser): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.stopped) return;
      this.watchSilence();
      parser.push(decoder.decode(value, { stream: true })).forEach((event) => this.deliver(event));
    }
  }

  /** Hands an event on unless it is a repeat; after a `reset` numbers go on from the one it carries. */
  private deliver(event: StreamEvent): void {
    const reset = event.type === RESET;
    if (!reset && event.id !== null && !isNewer(event.id, this.lastId)) return;
    if (event.id !== null) this.lastId = event.id;
    if (event.type !== POSITION) this.options.onEvent(event);
  }

  private signedOut(): null {
    this.stopped = true;
    this.options.onState("closed");
    this.options.onSignedOut();
    return null;
  }

  private watchSilence(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller?.abort(), this.options.silenceMs ?? 45_000);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Pause before the n-th attempt: doubled each time up to the maximum. */
export function backoff(failures: number, options: Pick<StreamOptions, "firstRetryMs" | "maxRetryMs">): number {
  return Math.min((options.firstRetryMs ?? 1_000) * 2 ** (failures - 1), options.maxRetryMs ?? 30_000);
}

/** A pause lengthened by up to a quarter, so that not all consoles come back in the same moment. */
const scattered = (ms: number): number => ms * (1 + Math.random() / 4);

/** Whether an event number comes after the last one seen; numbers beyond 2^53 compare rightly. */
export function isNewer(id: string, last: string | null): boolean {
  if (last === null || !/^\d+$/.test(id) || !/^\d+$/.test(last)) return id !== last;
  return BigInt(id) > BigInt(last);
}
